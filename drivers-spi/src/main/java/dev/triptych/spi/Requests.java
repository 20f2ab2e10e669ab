package dev.triptych.spi;

/**
 * What a service that the driver itself answers for has served since it was started. Latencies run from the last byte of
 * a request's head to the last byte of the answer handed to the network, the wait for a free slot included.
 *
 * @param answered requests that the program answered, whatever the status
 * @param failed requests whose program failed before a whole answer, or whose client went away
 * @param refused requests that found no free slot
 * @param active requests in a program now
 * @param waiting requests that wait for a slot now
 * @param p50Nanos half of the requests took at most this long, in nanoseconds; 0 when there was none. As all quantiles here,
 *     within 1 % of the true value
 * @param p95Nanos 95 of 100 took at most this long
 * @param p99Nanos 99 of 100 took at most this long
 * @param maxNanos the longest
 */
public record Requests(
        long answered,
        long failed,
        long refused,
        int active,
        int waiting,
        long p50Nanos,
        long p95Nanos,
        long p99Nanos,
        long maxNanos) {}
