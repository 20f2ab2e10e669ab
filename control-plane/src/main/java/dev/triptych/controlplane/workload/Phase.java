package dev.triptych.controlplane.workload;

import dev.triptych.spi.Moment;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One part of a start-up.
 *
 * @param startedAt null when not known
 * @param nanos how long it took, by the monotonic clock; null when unavailable
 * @param unavailable why there is no duration; null when there is
 */
public record Phase(
        Name name,
        @Nullable Instant startedAt,
        @Nullable Long nanos,
        @Nullable String unavailable) {

    /** In the order in which they follow each other. */
    public enum Name {
        /** From the acceptance of the command to the beginning of the work on it. */
        QUEUED,
        /** Pull, convert, compile. */
        PREPARE,
        /** Make the backend object. */
        CREATE,
        /** From the call to the backend's confirmation that it is started. */
        START,
        /** From there to the first output or the exit of a job, the first successful probe of a service. */
        READY
    }

    /** The time between two moments, unavailable where one of them lacks the monotonic clock. */
    public static Phase between(Name name, Moment from, Moment to) {
        return to.since(from)
                .map(took -> new Phase(name, from.at(), Math.max(0, took.toNanos()), null))
                .orElseGet(() -> unavailable(name, from.at(), "the control plane was restarted meanwhile"));
    }

    public static Phase unavailable(Name name, @Nullable Instant startedAt, String why) {
        return new Phase(name, startedAt, null, why);
    }
}
