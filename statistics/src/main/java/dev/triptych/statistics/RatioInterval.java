package dev.triptych.statistics;

/**
 * A ratio of two medians with its interval.
 *
 * @param pairs how many pairs it rests on
 * @param confidence of the interval, more than 0 and less than 1
 */
public record RatioInterval(double ratio, double low, double high, int pairs, double confidence) {

    /** Whether the interval leaves out 1. */
    public boolean differs() {
        return low > 1 || high < 1;
    }

    /** Half of the interval's width, as a part of the ratio. */
    public double relativeHalfWidth() {
        return (high - low) / (2 * ratio);
    }

    /** The same seen from the other side. */
    public RatioInterval inverse() {
        return new RatioInterval(1 / ratio, 1 / high, 1 / low, pairs, confidence);
    }

    @Override
    public String toString() {
        return "%.3f (%.3g %%: %.3f to %.3f)".formatted(ratio, confidence * 100, low, high);
    }
}
