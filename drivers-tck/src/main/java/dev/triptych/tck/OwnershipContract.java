package dev.triptych.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.Driver;
import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.WorkloadSpec;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Objects are found again by their mark, and other installations' objects are left alone. */
public abstract class OwnershipContract extends Contract {

    @Test
    void aReopenedDriverFindsWhatTheOldOneMade() {
        WorkloadSpec spec = spec(new TestProgram.Stay());
        Observation before = launch(spec);
        Driver reopened = fixture().reopen();
        Observation after = reopened.observe(spec.key());

        if (reopened.workloadsSurviveRestart()) {
            assertThat(after.state()).isEqualTo(ObservedState.RUNNING);
            assertThat(after.incarnation()).isEqualTo(before.incarnation());
            assertThat(after.name()).isEqualTo(spec.name());
            assertThat(reopened.observeAll()).anyMatch(seen -> seen.key().equals(spec.key()));
        } else {
            assertGone(after);
        }
    }

    private static void assertGone(Observation after) {
        Exit exit = after.exit();
        assertThat(after.state() == ObservedState.ABSENT || (exit != null && exit.reason() == ExitReason.LOST))
                .as("a workload that cannot survive is absent or lost, never running: %s", after)
                .isTrue();
    }

    @Test
    void aReopenedDriverStopsAndDestroysWhatItFinds() {
        WorkloadSpec spec = spec(new TestProgram.Stay());
        launch(spec);
        Driver reopened = fixture().reopen();
        reopened.stop(spec.key(), Duration.ofSeconds(1));
        assertThat(reopened.observe(spec.key()).state()).isNotEqualTo(ObservedState.RUNNING);
        reopened.destroy(spec.key());

        assertThat(reopened.observe(spec.key()).state()).isEqualTo(ObservedState.ABSENT);
    }

    @Test
    void anotherInstallationNeitherSeesNorEndsOurs() {
        WorkloadSpec spec = spec(new TestProgram.Stay());
        launch(spec);
        Driver stranger = fixture().openAs(new InstallationId(UUID.randomUUID()));
        assertThat(stranger.observeAll()).noneMatch(seen -> seen.key().equals(spec.key()));
        assertThat(stranger.observe(spec.key()).state()).isEqualTo(ObservedState.ABSENT);
        stranger.stop(spec.key(), Duration.ZERO);
        stranger.destroy(spec.key());

        assertThat(driver().observe(spec.key()).state()).isEqualTo(ObservedState.RUNNING);
    }
}
