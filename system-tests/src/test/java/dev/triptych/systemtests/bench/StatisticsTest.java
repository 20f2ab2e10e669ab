package dev.triptych.systemtests.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class StatisticsTest {

    @Test
    void quantilesInterpolateBetweenTheOrderStatistics() {
        double[] values = {4, 1, 3, 2};
        assertThat(Statistics.quantile(values, 0)).isEqualTo(1);
        assertThat(Statistics.median(values)).isEqualTo(2.5);
        assertThat(Statistics.quantile(values, 1)).isEqualTo(4);
    }

    @Test
    void theIntervalOfTheSameAgainstItselfHoldsOne() {
        Random random = new Random(1);
        int held = 0;
        for (int i = 0; i < 100; i++) {
            double[] first = noise(random, 1);
            double[] second = noise(random, 1);
            Statistics.Ratio ratio = Statistics.pairedRatio(first, second);
            held += ratio.low() <= 1 && 1 <= ratio.high() ? 1 : 0;
        }
        assertThat(held).isBetween(88, 100);
    }

    @Test
    void aTenthMoreIsFound() {
        Random random = new Random(2);
        Statistics.Ratio ratio = Statistics.pairedRatio(noise(random, 1.1), noise(random, 1));
        assertThat(ratio.of()).isCloseTo(1.1, within(0.02));
        assertThat(ratio.low()).isGreaterThan(1);
    }

    private static double[] noise(Random random, double centre) {
        return random.doubles(50, centre * 0.97, centre * 1.03).toArray();
    }
}
