package dev.triptych.gateway.wire;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway saw of one backend since it counts.
 *
 * @param requests requests begun, or connections of a TCP service
 * @param inFlight of them, not yet ended
 * @param answers by the first digit of the status
 * @param failures by the sort of failure: {@code connect}, {@code timeout}, {@code broken}, {@code client}
 * @param retried how often a request went to another connection after this one had turned out to be closed
 * @param bytesIn from clients
 * @param bytesOut to clients
 * @param passing whether new requests go there; false for a while after connections failed
 * @param latency from the head of a request to the last byte of its answer; null before the first
 */
public record BackendFigures(
        String key,
        long requests,
        long inFlight,
        Map<Integer, Long> answers,
        Map<String, Long> failures,
        long retried,
        long bytesIn,
        long bytesOut,
        boolean passing,
        @Nullable Latency latency) {
    public BackendFigures {
        answers = Map.copyOf(answers);
        failures = Map.copyOf(failures);
    }

    /** A bar of a histogram: how many took at most so long, and longer than the one before; null for the rest. */
    public record Bar(@Nullable Double atMostMillis, long count) {}

    /** Latency in milliseconds. */
    public record Latency(long count, double p50, double p95, double p99, double max, double sum, List<Bar> histogram) {
        public Latency {
            histogram = List.copyOf(histogram);
        }
    }
}
