package dev.triptych.statistics;

import java.util.Arrays;

/** Order statistics of a sample. The values given are left as they are. */
public final class Quantiles {
    private Quantiles() {}

    /**
     * The q-quantile by linear interpolation between the order statistics (type 7 of Hyndman and Fan, Sample Quantiles in
     * Statistical Packages, 1996).
     *
     * @param values at least one
     * @param q from 0 to 1
     */
    public static double quantile(double[] values, double q) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return ofSorted(sorted, q);
    }

    /** The same of values that are sorted already. */
    static double ofSorted(double[] sorted, double q) {
        if (sorted.length == 0) {
            throw new IllegalArgumentException("no values");
        }
        double position = q * (sorted.length - 1);
        int below = (int) Math.floor(position);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    public static double median(double[] values) {
        return quantile(values, 0.5);
    }
}
