package dev.triptych.driver.wasm.host;

import dev.triptych.driver.wasm.http.FrontLimits;
import java.time.Duration;

/**
 * The bounds of a host and of every guest in it.
 *
 * @param memoryBytes what all guests together may hold
 * @param guests the most that run at once
 * @param outputBytes the most that one run may write
 * @param outputBytesInMemory of one run's output; the rest goes to a file
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
        int openFiles,
        long tableEntries,
        long stackBytes,
        int nice,
        Duration stopDeadline,
        int waitingRequests,
        FrontLimits http) {}
