package dev.triptych.controlplane.comparison;

/**
 * What a service answered under load. Latencies in nanoseconds, of answered requests, within 1 %.
 *
 * @param answered with a status below 400
 * @param failed with another status, a broken connection or no answer in time
 * @param perSecond answered requests a second
 */
record LoadResult(
        long answered, long failed, double perSecond, long p50, long p95, long p99, long max, long durationNanos) {}
