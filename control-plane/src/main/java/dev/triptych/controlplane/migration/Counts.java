package dev.triptych.controlplane.migration;

import dev.triptych.controlplane.migration.Evidence.Traffic;
import dev.triptych.gateway.wire.BackendFigures;
import dev.triptych.gateway.wire.BackendFigures.Bar;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway had counted of a backend at one moment. The difference of two moments is what happened between them; a
 * gateway that was started anew meanwhile counts from zero.
 *
 * @param errors answers from 500 on, failed connections, late and broken answers
 * @param bars how many answers took how long
 */
record Counts(long requests, long errors, List<Bar> bars) {
    static final Counts ZERO = new Counts(0, 0, List.of());

    private static final int SERVER_ERROR = 5;
    private static final List<String> FAILURES = List.of("connect", "timeout", "broken");

    Counts {
        bars = List.copyOf(bars);
    }

    static Counts of(@Nullable BackendFigures figures) {
        if (figures == null) {
            return ZERO;
        }
        long failures = FAILURES.stream()
                .mapToLong(sort -> figures.failures().getOrDefault(sort, 0L))
                .sum();
        BackendFigures.Latency latency = figures.latency();
        return new Counts(
                figures.requests(),
                figures.answers().getOrDefault(SERVER_ERROR, 0L) + failures,
                latency == null ? List.of() : latency.histogram());
    }

    /** What happened since an earlier moment. */
    Counts since(Counts earlier) {
        if (requests < earlier.requests || errors < earlier.errors) {
            return this;
        }
        return new Counts(
                requests - earlier.requests,
                errors - earlier.errors,
                earlier.bars.size() != bars.size()
                        ? bars
                        : IntStream.range(0, bars.size())
                                .mapToObj(i -> new Bar(
                                        bars.get(i).atMostMillis(),
                                        Math.max(
                                                0,
                                                bars.get(i).count()
                                                        - earlier.bars.get(i).count())))
                                .toList());
    }

    Traffic traffic(String workload) {
        return new Traffic(workload, requests, errors, percentile(50), percentile(99));
    }

    /**
     * A percentile in milliseconds, linear within the bar that it falls into; null without an answer. In the last bar, which
     * has no upper bound, its lower one.
     */
    @Nullable
    Double percentile(int percent) {
        long all = bars.stream().mapToLong(Bar::count).sum();
        double wanted = all * percent / 100.0;
        double lower = 0;
        long below = 0;
        for (Bar bar : bars) {
            Double upper = bar.atMostMillis();
            if (bar.count() > 0 && below + bar.count() >= wanted) {
                return upper == null ? lower : lower + (upper - lower) * (wanted - below) / bar.count();
            }
            below += bar.count();
            lower = upper == null ? lower : upper;
        }
        return null;
    }
}
