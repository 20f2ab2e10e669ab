package dev.triptych.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.WorkloadSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** From nothing through running back to nothing. */
public abstract class LifecycleContract extends Contract {

    @Test
    void aNewObjectIsStoppedAndWasNeverStarted() {
        WorkloadSpec spec = spec(new TestProgram.Stay());
        Observation created = create(spec);

        assertThat(created.key()).isEqualTo(spec.key());
        assertThat(created.state()).isEqualTo(ObservedState.STOPPED);
        assertThat(created.exit()).isNull();
        assertThat(created.incarnation()).isNull();
    }

    @Test
    void aStartedServiceRunsUntilItIsStopped() {
        WorkloadSpec spec = spec(new TestProgram.Stay());
        Observation started = launch(spec);
        assertThat(started.incarnation()).isNotBlank();
        assertThat(started.startedAt()).isNotNull();
        assertThat(driver().observe(spec.key()).state()).isEqualTo(ObservedState.RUNNING);

        driver().stop(spec.key(), Duration.ofSeconds(1));
        Observation stopped = driver().observe(spec.key());
        assertThat(stopped.state()).isEqualTo(ObservedState.STOPPED);
        assertThat(exit(stopped).reason()).isEqualTo(ExitReason.STOPPED);
    }

    @Test
    void aJobEndsWithItsExitCode() {
        Exit success = exit(run(spec(new TestProgram.ExitWith(0))));
        assertThat(success.reason()).isEqualTo(ExitReason.EXITED);
        assertThat(success.code()).isZero();

        Exit seven = exit(run(spec(new TestProgram.ExitWith(7))));
        assertThat(seven.reason()).isEqualTo(ExitReason.EXITED);
        assertThat(seven.code()).isEqualTo(7);
    }

    @Test
    void aStartOfWhatEndedIsANewIncarnation() {
        WorkloadSpec spec = spec(new TestProgram.ExitWith(3));
        Observation first = run(spec);
        driver().start(spec);
        Observation second = Eventually.value(
                "the second incarnation ends",
                fixture().patience(),
                () -> driver().observe(spec.key()),
                seen -> seen.exit() != null && !java.util.Objects.equals(seen.incarnation(), first.incarnation()));

        assertThat(second.incarnation()).isNotBlank().isNotEqualTo(first.incarnation());
        assertThat(exit(second).code()).isEqualTo(3);
    }

    @Test
    void destroyEndsWhatRunsAndLeavesNothing() {
        WorkloadSpec spec = spec(new TestProgram.Stay());
        launch(spec);
        driver().destroy(spec.key());

        assertThat(driver().observe(spec.key()).state()).isEqualTo(ObservedState.ABSENT);
        assertThat(driver().observeAll()).noneMatch(seen -> seen.key().equals(spec.key()));
    }

    @Test
    void whatWasDestroyedAfterItsEndStartsAfreshAsAnotherIncarnation() {
        WorkloadSpec spec = spec(new TestProgram.ExitWith(4));
        Observation first = run(spec);
        driver().destroy(spec.key());
        Observation second = run(spec);

        assertThat(second.incarnation()).isNotBlank().isNotEqualTo(first.incarnation());
        assertThat(exit(second).code()).isEqualTo(4);
    }

    private static Exit exit(Observation observation) {
        Exit exit = observation.exit();
        if (exit == null) {
            throw new AssertionError("no exit in " + observation);
        }
        return exit;
    }
}
