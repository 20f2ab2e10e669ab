package dev.triptych.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootstrapTest {
    private static final double CONFIDENCE = 0.95;
    private static final int SEEDS = 200;

    @Test
    void quantilesInterpolateBetweenTheOrderStatistics() {
        double[] values = {4, 1, 3, 2};
        assertThat(Quantiles.quantile(values, 0)).isEqualTo(1);
        assertThat(Quantiles.median(values)).isEqualTo(2.5);
        assertThat(Quantiles.quantile(values, 0.95)).isCloseTo(3.85, within(1e-9));
        assertThat(Quantiles.quantile(values, 1)).isEqualTo(4);
        assertThat(values).containsExactly(4, 1, 3, 2);
    }

    /** With the noise of real start-ups: skewed, and now and then one that takes three times as long. */
    @ParameterizedTest
    @ValueSource(ints = {10, 20, 50})
    void theSameTwiceIsNoDifferenceInNineOfTenSeeds(int repetitions) {
        int none = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(1_000L * repetitions + seed);
            RatioInterval interval = Bootstrap.ratioOfMedians(
                    noise(random, repetitions, 1), noise(random, repetitions, 1), CONFIDENCE, seed);
            none += interval.differs() ? 0 : 1;
        }
        assertThat(none).isBetween(SEEDS * 9 / 10, SEEDS - 1);
    }

    @Test
    void aTenthMoreIsFoundInNineOfTenSeeds() {
        int found = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            RatioInterval interval =
                    Bootstrap.ratioOfMedians(noise(random, 50, 1.1), noise(random, 50, 1), CONFIDENCE, seed);
            found += interval.low() > 1 ? 1 : 0;
        }
        assertThat(found).isGreaterThanOrEqualTo(SEEDS * 9 / 10);
    }

    @Test
    void noiseThatBothSidesShareCancels() {
        Random random = new Random(3);
        double[] slow = new double[30];
        double[] fast = new double[30];
        for (int i = 0; i < 30; i++) {
            double common = Math.exp(random.nextGaussian());
            slow[i] = 2 * common;
            fast[i] = common;
        }
        RatioInterval interval = Bootstrap.ratioOfMedians(slow, fast, CONFIDENCE, 1);
        assertThat(interval.low()).isCloseTo(2, within(1e-9));
        assertThat(interval.high()).isCloseTo(2, within(1e-9));
    }

    @Test
    void theSameSeedGivesTheSameIntervalAndTheInverseIsTheOtherSide() {
        double[] first = noise(new Random(1), 20, 3);
        double[] second = noise(new Random(2), 20, 1);
        RatioInterval interval = Bootstrap.ratioOfMedians(first, second, CONFIDENCE, 7);
        assertThat(Bootstrap.ratioOfMedians(first, second, CONFIDENCE, 7)).isEqualTo(interval);
        assertThat(interval.inverse().low()).isCloseTo(1 / interval.high(), within(1e-12));
        assertThat(interval.relativeHalfWidth()).isPositive();
    }

    @Test
    void theIntervalOfAMedianHoldsIt() {
        double[] values = noise(new Random(5), 40, 1);
        double[] interval = Bootstrap.medianInterval(values, CONFIDENCE, 1);
        assertThat(Quantiles.median(values)).isBetween(interval[0], interval[1]);
        assertThat(interval[1]).isGreaterThan(interval[0]);
    }

    @Test
    void fewValuesCannotCarryAnInterval() {
        assertThat(Bootstrap.leastSamples(0.5)).isEqualTo(2);
        assertThat(Bootstrap.leastSamples(0.95)).isEqualTo(6);
        assertThat(Bootstrap.leastSamples(1 - 0.05 / 28)).isEqualTo(11);
    }

    @Test
    void pairsAreNeeded() {
        assertThatThrownBy(() -> Bootstrap.ratioOfMedians(new double[2], new double[3], CONFIDENCE, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static double[] noise(Random random, int count, double centre) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            double once = centre * Math.exp(0.08 * random.nextGaussian());
            values[i] = random.nextInt(20) == 0 ? 3 * once : once;
        }
        return values;
    }
}
