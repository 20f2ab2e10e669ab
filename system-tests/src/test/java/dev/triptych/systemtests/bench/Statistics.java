package dev.triptych.systemtests.bench;

import java.util.Arrays;
import java.util.Random;

/** Quantiles, and bootstrap intervals (Efron and Tibshirani, An Introduction to the Bootstrap, percentile method). */
final class Statistics {
    private static final int RESAMPLES = 4000;
    private static final long SEED = 20_260_101;

    private Statistics() {}

    /** The q-quantile by linear interpolation between the order statistics (type 7 of Hyndman and Fan, 1996). */
    static double quantile(double[] values, double q) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double position = q * (sorted.length - 1);
        int below = (int) Math.floor(position);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    static double median(double[] values) {
        return quantile(values, 0.5);
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
        if (numerator.length != denominator.length) {
            throw new IllegalArgumentException("pairs need as many of the one as of the other");
        }
        Random random = new Random(SEED);
        double[] ratios = new double[RESAMPLES];
        double[] first = new double[numerator.length];
        double[] second = new double[numerator.length];
        for (int i = 0; i < RESAMPLES; i++) {
            for (int j = 0; j < first.length; j++) {
                int pick = random.nextInt(first.length);
                first[j] = numerator[pick];
                second[j] = denominator[pick];
            }
            ratios[i] = median(first) / median(second);
        }
        return new Ratio(median(numerator) / median(denominator), quantile(ratios, 0.025), quantile(ratios, 0.975));
    }
}
