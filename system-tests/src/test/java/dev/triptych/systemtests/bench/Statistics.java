package dev.triptych.systemtests.bench;

import dev.triptych.statistics.Bootstrap;
import dev.triptych.statistics.Quantiles;
import dev.triptych.statistics.RatioInterval;

/** The statistics of the service's own reports, with what the benchmark always asks of them. */
final class Statistics {
    private static final double CONFIDENCE = 0.95;
    private static final long SEED = 20_260_101;

    private Statistics() {}

    static double quantile(double[] values, double q) {
        return Quantiles.quantile(values, q);
    }

    static double median(double[] values) {
        return Quantiles.median(values);
    }

    /** @param low and {@code high}: the 95 % interval of the ratio of the medians */
    record Ratio(double of, double low, double high) {
        @Override
        public String toString() {
            return "%.3f (95 %%: %.3f to %.3f)".formatted(of, low, high);
        }
    }

    /** The ratio of the medians of paired samples; the pairs are resampled together, so that common noise cancels. */
    static Ratio pairedRatio(double[] numerator, double[] denominator) {
        RatioInterval interval = Bootstrap.ratioOfMedians(numerator, denominator, CONFIDENCE, SEED);
        return new Ratio(interval.ratio(), interval.low(), interval.high());
    }
}
