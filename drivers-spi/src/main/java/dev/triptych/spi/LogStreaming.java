package dev.triptych.spi;

import org.jspecify.annotations.Nullable;

/** Delivers what a program writes. */
public interface LogStreaming extends Capability {

    /**
     * Follows the output of one incarnation: of the running or last one, or, of an object that was never started, of
     * the first. Subscribing before the start loses no byte.
     *
     * <p>Returns at once; chunks arrive on a thread of the driver, in order, one at a time. {@link LogSink#ended} comes
     * exactly once, last, and when it comes with no cause every byte of the incarnation was delivered. A sink that
     * blocks slows its own subscription and must not block the guest for ever or other subscriptions at all. Losing
     * the subscription never harms the workload.
     *
     * @param incarnation which start of the object; null for the next start of an object that does not run
     * @param cursor the {@link LogChunk#next} of the last chunk that was kept, or {@link #FROM_START}
     * @throws DriverException {@link DriverErrorCode#WORKLOAD_ABSENT}, {@link DriverErrorCode#BACKEND_UNAVAILABLE}
     */
    Registration follow(WorkloadKey key, @Nullable String incarnation, String cursor, LogSink sink);

    /** The cursor before the first byte. */
    String FROM_START = "";
}
