package dev.triptych.spi;

import org.jspecify.annotations.Nullable;

/**
 * What a workload costs. While it runs, the figures are of now; after it ended, of its last run as a whole, with
 * {@code memory} at zero.
 *
 * @param memory bytes held now
 * @param memoryPeak the most bytes held at once during the run
 * @param cpuTime processor time of the run so far, in nanoseconds, user and system together
 * @param threads threads that exist for this workload
 * @param disk bytes written to storage that belongs to this workload alone
 * @param received bytes received by the guest over the network
 * @param sent bytes sent by the guest over the network
 * @param requests what it has served, where the driver itself answers for it; null where the program has its own server
 */
public record Usage(
        Moment at,
        Figure memory,
        Figure memoryPeak,
        Figure cpuTime,
        Figure threads,
        Figure disk,
        Figure received,
        Figure sent,
        @Nullable Requests requests) {

    /** What something costs whose requests, if it has any, the driver does not see. */
    public Usage(
            Moment at,
            Figure memory,
            Figure memoryPeak,
            Figure cpuTime,
            Figure threads,
            Figure disk,
            Figure received,
            Figure sent) {
        this(at, memory, memoryPeak, cpuTime, threads, disk, received, sent, null);
    }
}
