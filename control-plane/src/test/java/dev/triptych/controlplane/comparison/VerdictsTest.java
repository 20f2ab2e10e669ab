package dev.triptych.controlplane.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.comparison.Report.Pair;
import dev.triptych.controlplane.comparison.Report.Pair.Verdict;
import dev.triptych.spi.Preparation.Temperature;
import dev.triptych.statistics.RatioInterval;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictsTest {
    private static final int SEEDS = 200;

    private static List<Pair> startUps(Plan plan, List<Trial> trials) {
        return new Verdicts(plan, new PairComparison(plan, trials)).of(Metric.START_UP);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 20, 50})
    void theSameVariantTwiceShowsNoDifferenceInNineOfTenSeeds(int rounds) {
        Plan plan = Samples.plan(rounds, null, "a", "b");
        int none = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Pair pair = startUps(plan, Samples.rounds(seed, rounds, 20, 20)).getFirst();
            none += pair.verdict() == Verdict.NO_DIFFERENCE_SHOWN ? 1 : 0;
        }
        assertThat(none).isBetween(SEEDS * 9 / 10, SEEDS - 1);
    }

    /** Three alike make three pairs, and still hardly one report in ten shows anything. */
    @Test
    void manyPairsDoNotMakeDifferencesThatAreNone() {
        Plan plan = Samples.plan(20, null, "a", "b", "c");
        int none = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            none += startUps(plan, Samples.rounds(seed, 20, 20, 20, 20)).stream()
                            .allMatch(pair -> pair.verdict() == Verdict.NO_DIFFERENCE_SHOWN)
                    ? 1
                    : 0;
        }
        assertThat(none).isGreaterThanOrEqualTo(SEEDS * 9 / 10);
    }

    @Test
    void aTenthMoreIsFound() {
        Plan plan = Samples.plan(50, null, "a", "b");
        int found = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Pair pair = startUps(plan, Samples.rounds(seed, 50, 22, 20)).getFirst();
            found += pair.verdict() == Verdict.DIFFERS && pair.words().startsWith("a takes ") ? 1 : 0;
        }
        assertThat(found).isGreaterThanOrEqualTo(SEEDS * 9 / 10);
    }

    @Test
    void manyTimesFasterIsSaidAsAFactor() {
        Plan plan = Samples.plan(20, null, "the container", "Wasm");
        Pair pair = startUps(plan, Samples.rounds(1, 20, 300, 2)).getFirst();
        assertThat(pair.words())
                .matches("Wasm starts 1[0-9]{2}(\\.[0-9]+)?–1[0-9]{2}(\\.[0-9]+)? × faster than the container\\.");
        assertThat(pair.ratio()).isBetween(130.0, 170.0);
    }

    @Test
    void wordsSayWhoIsBetter() {
        RatioInterval half = new RatioInterval(0.5, 0.4, 0.49, 20, 0.95);
        assertThat(Verdicts.words(Metric.START_UP, "a", "b", half)).isEqualTo("a starts 2.04–2.5 × faster than b.");
        assertThat(Verdicts.words(Metric.THROUGHPUT, "a", "b", half))
                .isEqualTo("b answers 2.04–2.5 × as many requests a second as a.");
        assertThat(Verdicts.words(Metric.MEMORY_PEAK, "a", "b", new RatioInterval(1.1, 1.08, 1.13, 20, 0.95)))
                .isEqualTo("a holds 8–13 % more memory than b.");
        assertThat(Verdicts.words(Metric.CPU_TIME, "a", "b", new RatioInterval(1, 0.98, 1.03, 20, 0.95)))
                .isEqualTo("No difference shown between a and b (ratio 0.98–1.03).");
    }

    @Test
    void tooFewAreSaidToBeTooFew() {
        Plan plan = Samples.plan(5, null, "a", "b");
        Pair pair = startUps(plan, Samples.rounds(1, 5, 300, 2)).getFirst();
        assertThat(pair.verdict()).isEqualTo(Verdict.TOO_FEW);
        assertThat(pair.words()).isEqualTo("Too few repetitions to compare a with b: 5, and it takes 6.");
        assertThat(pair.ratio()).isNull();
    }

    @Test
    void whatFailedOrWasNotPreparedStandsInNoPair() {
        Plan plan = Samples.plan(10, null, "a", "b");
        List<Trial> trials = new ArrayList<>(Samples.rounds(1, 8, 20, 20));
        trials.add(Samples.measured(16, 8, 0, Samples.sample(1, Temperature.COLD, "same")));
        trials.add(Samples.measured(17, 8, 1, Samples.sample(20_000_000, Temperature.PREPARED, "same")));
        trials.add(Samples.measured(18, 9, 0, Sample.failed("EXITED", "It exited with 1.")));
        trials.add(Samples.measured(19, 9, 1, Samples.sample(20_000_000, Temperature.PREPARED, "same")));
        assertThat(startUps(plan, trials).getFirst().pairs()).isEqualTo(8);
    }

    @Test
    void anAutoComparisonStopsByTheWidthOfItsIntervals() {
        Plan plan = Samples.plan(200, 0.1, "a", "b");
        assertThat(Stopping.isPreciseEnough(plan, Samples.rounds(1, 9, 20, 20))).isFalse();
        assertThat(Stopping.isPreciseEnough(plan, Samples.rounds(1, 60, 20, 20)))
                .isTrue();
        assertThat(Stopping.isPreciseEnough(plan, Samples.rounds(1, 60, 20, 20).subList(0, 119)))
                .isFalse();
        assertThat(Stopping.isPreciseEnough(Samples.plan(200, 0.001, "a", "b"), Samples.rounds(1, 60, 20, 20)))
                .isFalse();
        assertThat(Stopping.isPreciseEnough(Samples.plan(60, null, "a", "b"), Samples.rounds(1, 60, 20, 20)))
                .isFalse();
    }
}
