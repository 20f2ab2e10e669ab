package dev.triptych.controlplane.comparison;

import dev.triptych.controlplane.comparison.Trial.Purpose;
import dev.triptych.statistics.RatioInterval;
import java.util.List;

/**
 * Decides whether an {@code auto} comparison has enough. It stops by the width of the intervals, never by what they show (a
 * fixed-width sequential procedure, Chow and Robbins, 1965): stopping when a difference is significant would find differences
 * that are none.
 */
final class Stopping {
    private Stopping() {}

    /** Whether all intervals of the primary figure are as narrow as was asked for; false between rounds. */
    static boolean isPreciseEnough(Plan plan, List<Trial> ended) {
        Double precision = plan.precision();
        if (precision == null) {
            return false;
        }
        List<Trial> measured = ended.stream()
                .filter(trial -> trial.purpose() == Purpose.MEASURED)
                .toList();
        int variants = plan.variants().size();
        if (measured.size() % variants != 0 || measured.size() < variants * Plan.LEAST_AUTO_ROUNDS) {
            return false;
        }
        PairComparison pairs = new PairComparison(plan, measured);
        for (Metric metric : primary(plan)) {
            for (int first = 0; first < variants; first++) {
                for (int second = first + 1; second < variants; second++) {
                    RatioInterval interval = pairs.interval(metric, first, second);
                    if (interval == null || interval.relativeHalfWidth() > precision) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static List<Metric> primary(Plan plan) {
        return Metric.of(plan).stream().filter(Metric::isPrimary).toList();
    }
}
