package dev.triptych.statistics;

import java.util.Arrays;
import java.util.Random;

/**
 * Intervals by resampling with the percentile method (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter
 * 13). The same samples and the same seed give the same interval: {@link Random} is specified to the bit.
 */
public final class Bootstrap {
    /** So many that the ends of a 99.8 % interval still rest on ten resamples each. */
    private static final int RESAMPLES = 10_000;

    private Bootstrap() {}

    /**
     * The ratio of the medians of paired samples. The pairs are resampled together, so that noise which both sides share
     * cancels.
     *
     * @param numerator as many as of the other, at least one
     * @param denominator more than 0 each
     * @param confidence of the interval, such as 0.95
     */
    public static RatioInterval ratioOfMedians(double[] numerator, double[] denominator, double confidence, long seed) {
        if (numerator.length != denominator.length) {
            throw new IllegalArgumentException("pairs need as many of the one as of the other");
        }
        Random random = new Random(seed);
        double[] ratios = new double[RESAMPLES];
        double[] first = new double[numerator.length];
        double[] second = new double[numerator.length];
        for (int i = 0; i < RESAMPLES; i++) {
            for (int j = 0; j < first.length; j++) {
                int pick = random.nextInt(first.length);
                first[j] = numerator[pick];
                second[j] = denominator[pick];
            }
            ratios[i] = medianInPlace(first) / medianInPlace(second);
        }
        Arrays.sort(ratios);
        double tail = (1 - confidence) / 2;
        return new RatioInterval(
                Quantiles.median(numerator) / Quantiles.median(denominator),
                Quantiles.ofSorted(ratios, tail),
                Quantiles.ofSorted(ratios, 1 - tail),
                numerator.length,
                confidence);
    }

    /**
     * The interval of one sample's median.
     *
     * @param values at least one
     * @return lower and upper end
     */
    public static double[] medianInterval(double[] values, double confidence, long seed) {
        Random random = new Random(seed);
        double[] medians = new double[RESAMPLES];
        double[] resample = new double[values.length];
        for (int i = 0; i < RESAMPLES; i++) {
            for (int j = 0; j < resample.length; j++) {
                resample[j] = values[random.nextInt(values.length)];
            }
            medians[i] = medianInPlace(resample);
        }
        Arrays.sort(medians);
        double tail = (1 - confidence) / 2;
        return new double[] {Quantiles.ofSorted(medians, tail), Quantiles.ofSorted(medians, 1 - tail)};
    }

    /**
     * The least number of values from which a median's interval of this confidence can be had at all: with fewer, even the
     * whole range from the least to the greatest value covers the true median less often than that. The range of n values
     * misses it with probability 2 · 0.5ⁿ (David and Nagaraja, Order Statistics, 2003, section 7.1).
     */
    public static int leastSamples(double confidence) {
        return (int) Math.ceil(Math.log(2 / (1 - confidence)) / Math.log(2) - 1e-9);
    }

    private static double medianInPlace(double[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
