package dev.triptych.driver.wasm.host;

import dev.triptych.driver.wasm.http.FrontLimits;
import java.time.Duration;

/**
 * The bounds of a host and of every guest in it.
 *
 * @param memoryBytes what all guests together may hold
 * @param guests the most that run at once
 * @param outputBytes the most that one run may write
 * @param outputBytesInMemory of one run's output; all of it is in files
 * @param keptBytes what the output of all guests may take on disk until it is no longer needed; beyond it, and beyond one
 *     file each, guests lose the oldest of their own
 * @param openFiles descriptors of one guest
 * @param tableEntries of one guest
 * @param stackBytes of a guest's thread
 * @param nice how much less urgent guests' threads are to the kernel, 0 to 19
 * @param stopDeadline how long the end of a guest may take beyond its grace
 * @param waitingRequests of one service, beyond those that run
 * @param http what clients of services may ask
 */
public record HostLimits(
        long memoryBytes,
        int guests,
        long outputBytes,
        int outputBytesInMemory,
        long keptBytes,
        int openFiles,
        long tableEntries,
        long stackBytes,
        int nice,
        Duration stopDeadline,
        int waitingRequests,
        FrontLimits http) {

    /** The same for guests that may hold less together, or more. */
    public HostLimits within(long otherMemoryBytes) {
        return new HostLimits(
                otherMemoryBytes,
                guests,
                outputBytes,
                outputBytesInMemory,
                keptBytes,
                openFiles,
                tableEntries,
                stackBytes,
                nice,
                stopDeadline,
                waitingRequests,
                http);
    }
}
