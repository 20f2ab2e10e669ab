package dev.triptych.controlplane.comparison;

import dev.triptych.statistics.Bootstrap;
import dev.triptych.statistics.RatioInterval;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares variants in pairs of repetitions of the same round. The pairs of one figure are a family: with m pairs each
 * interval has the confidence 1 − 0.05 / m, so that the chance that any of them misses is at most 5 % (Bonferroni). Figures
 * are families of their own, which the report says.
 */
final class PairComparison {
    static final double FAMILY_ERROR = 0.05;

    private final Plan plan;
    private final double confidence;
    private final Map<Integer, Map<Integer, Sample>> byVariantAndRound = new HashMap<>();

    /** Of measured repetitions; only those that succeeded, prepared, count. */
    PairComparison(Plan plan, List<Trial> measured) {
        this.plan = plan;
        this.confidence = 1 - FAMILY_ERROR / Math.max(1, plan.pairs());
        for (Trial trial : measured) {
            Sample sample = trial.sample();
            if (sample != null && sample.succeeded() && sample.prepared()) {
                byVariantAndRound
                        .computeIfAbsent(trial.variant(), variant -> new HashMap<>())
                        .put(trial.round(), sample);
            }
        }
    }

    double confidence() {
        return confidence;
    }

    int leastPairs() {
        return Bootstrap.leastSamples(confidence);
    }

    /** How many rounds have the figure of both. */
    int pairs(Metric metric, int first, int second) {
        return values(metric, first, second).size();
    }

    /** The ratio first : second; null with too few pairs, or with a value that is 0. */
    @Nullable
    RatioInterval interval(Metric metric, int first, int second) {
        List<double[]> values = values(metric, first, second);
        boolean positive = values.stream().allMatch(pair -> pair[0] > 0 && pair[1] > 0);
        if (values.size() < leastPairs() || !positive) {
            return null;
        }
        return Bootstrap.ratioOfMedians(
                values.stream().mapToDouble(pair -> pair[0]).toArray(),
                values.stream().mapToDouble(pair -> pair[1]).toArray(),
                confidence,
                plan.seed());
    }

    private List<double[]> values(Metric metric, int first, int second) {
        List<double[]> values = new ArrayList<>();
        Map<Integer, Sample> others = byVariantAndRound.getOrDefault(second, Map.of());
        byVariantAndRound.getOrDefault(first, Map.of()).entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(one -> {
                    Sample other = others.get(one.getKey());
                    Double mine = metric.of(one.getValue());
                    Double theirs = other == null ? null : metric.of(other);
                    if (mine != null && theirs != null) {
                        values.add(new double[] {mine, theirs});
                    }
                });
        return values;
    }
}
