package dev.triptych.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.Preparation;
import dev.triptych.spi.WorkloadSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Saying it twice does it once. */
public abstract class IdempotencyContract extends Contract {

    @Test
    void creatingTwiceMakesOneObject() {
        WorkloadSpec spec = spec(new TestProgram.Stay());
        create(spec);
        driver().create(spec);

        assertThat(driver().observeAll())
                .filteredOn(seen -> seen.key().equals(spec.key()))
                .hasSize(1);
    }

    @Test
    void creatingAgainLeavesWhatRunsAlone() {
        WorkloadSpec spec = spec(new TestProgram.Stay());
        Observation started = launch(spec);
        Observation again = driver().create(spec);

        assertThat(again.state()).isEqualTo(ObservedState.RUNNING);
        assertThat(again.incarnation()).isEqualTo(started.incarnation());
    }

    @Test
    void startingTwiceIsOneIncarnation() {
        WorkloadSpec spec = spec(new TestProgram.Stay());
        Observation first = launch(spec);
        Observation second = driver().start(spec);

        assertThat(second.incarnation()).isEqualTo(first.incarnation());
    }

    @Test
    void stoppingWhatDoesNotRunIsANoOp() {
        WorkloadSpec neverStarted = spec(new TestProgram.Stay());
        create(neverStarted);
        driver().stop(neverStarted.key(), Duration.ZERO);
        driver().stop(neverStarted.key(), Duration.ZERO);
        driver().stop(newKey(), Duration.ZERO);

        assertThat(driver().observe(neverStarted.key()).exit()).isNull();
    }

    @Test
    void destroyingWhatIsAbsentSucceeds() {
        WorkloadSpec spec = spec(new TestProgram.Stay());
        create(spec);
        driver().destroy(spec.key());
        driver().destroy(spec.key());
        driver().destroy(newKey());

        assertThat(driver().observe(spec.key()).state()).isEqualTo(ObservedState.ABSENT);
    }

    @Test
    void aSecondPreparationHitsEveryCache() {
        WorkloadSpec spec = spec(new TestProgram.ExitWith(0));
        driver().prepare(spec);
        Preparation second = driver().prepare(spec);

        assertThat(second.temperature()).isNotEqualTo(Preparation.Temperature.COLD);
        assertThat(second.uses()).isNotEmpty().allMatch(Preparation.CacheUse::hit);
    }
}
