package dev.triptych.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.Pausing;
import dev.triptych.spi.Registration;
import dev.triptych.spi.WorkloadSpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What is paused is there, does nothing, says so, and goes on where it was. */
public abstract class PausingContract extends Contract {
    private static final Duration WORK = Duration.ofSeconds(3);

    private static Pausing pausing(Driver driver) {
        return driver.capability(Pausing.class)
                .orElseThrow(() -> new AssertionError(driver.kind() + " has no Pausing"));
    }

    private Pausing pausing() {
        return pausing(driver());
    }

    @Test
    void whatIsPausedSaysSoAndGoesOnAsTheSameIncarnation() {
        WorkloadSpec spec = spec(new TestProgram.Stay());
        Observation started = launch(spec);

        Observation paused = pausing().pause(spec.key());
        assertThat(paused.state()).isEqualTo(ObservedState.PAUSED);
        assertThat(paused.incarnation()).isEqualTo(started.incarnation());
        assertThat(paused.exit()).isNull();
        assertThat(pausing().pause(spec.key()).state()).isEqualTo(ObservedState.PAUSED);
        assertThat(driver().observe(spec.key()).state()).isEqualTo(ObservedState.PAUSED);
        assertThat(driver().observeAll())
                .filteredOn(seen -> seen.key().equals(spec.key()))
                .extracting(Observation::state)
                .containsExactly(ObservedState.PAUSED);

        Observation resumed = pausing().resume(spec.key());
        assertThat(resumed.state()).isEqualTo(ObservedState.RUNNING);
        assertThat(resumed.incarnation()).isEqualTo(started.incarnation());
        assertThat(pausing().resume(spec.key()).state()).isEqualTo(ObservedState.RUNNING);
    }

    /** Another one, started later, has the same work done meanwhile. */
    @Test
    void whatIsPausedDoesNothingUntilItIsResumed() {
        WorkloadSpec spec = spec(new TestProgram.BurnCpu(WORK));
        launch(spec);
        pausing().pause(spec.key());
        Exit other = run(spec(new TestProgram.BurnCpu(WORK))).exit();
        assertThat(other).isNotNull();
        assertThat(other.reason()).isEqualTo(ExitReason.EXITED);
        assertThat(driver().observe(spec.key()).state()).isEqualTo(ObservedState.PAUSED);

        pausing().resume(spec.key());
        Exit exit = awaitEnd(spec).exit();
        assertThat(exit).isNotNull();
        assertThat(exit.reason()).isEqualTo(ExitReason.EXITED);
        assertThat(exit.code()).isZero();
    }

    @Test
    void whatIsPausedCanBeStopped() {
        WorkloadSpec spec = spec(new TestProgram.Stay());
        launch(spec);
        pausing().pause(spec.key());
        driver().stop(spec.key(), Duration.ofSeconds(1));

        Observation stopped = driver().observe(spec.key());
        assertThat(stopped.state()).isEqualTo(ObservedState.STOPPED);
        Exit exit = stopped.exit();
        assertThat(exit).isNotNull();
        assertThat(exit.reason()).isEqualTo(ExitReason.STOPPED);
    }

    @Test
    void whatIsPausedCanBeStoppedByForceStartedAgainAndDestroyed() {
        WorkloadSpec spec = spec(new TestProgram.Stay());
        launch(spec);
        pausing().pause(spec.key());
        driver().stop(spec.key(), Duration.ZERO);
        assertThat(driver().start(spec).state()).isEqualTo(ObservedState.RUNNING);

        pausing().pause(spec.key());
        driver().destroy(spec.key());
        assertThat(driver().observe(spec.key()).state()).isEqualTo(ObservedState.ABSENT);
    }

    /** So does a service that was restarted find it. */
    @Test
    void anotherDriverOnTheSameBackendSeesItAndLetsItGoOn() {
        WorkloadSpec spec = spec(new TestProgram.Stay());
        Observation started = launch(spec);
        pausing().pause(spec.key());

        Driver reopened = fixture().reopen();
        Observation seen = reopened.observe(spec.key());
        assertThat(seen.state()).isEqualTo(ObservedState.PAUSED);
        assertThat(seen.incarnation()).isEqualTo(started.incarnation());
        assertThat(pausing(reopened).resume(spec.key()).state()).isEqualTo(ObservedState.RUNNING);
    }

    @Test
    void aListenerHearsOfBothAlsoWhenAnotherHasDoneIt() {
        List<Observation> heard = new CopyOnWriteArrayList<>();
        WorkloadSpec spec = spec(new TestProgram.Stay());
        launch(spec);
        Pausing another = pausing(fixture().reopen());
        try (Registration registration = driver().listen(new Recorder(heard))) {
            assertThat(registration).isNotNull();
            another.pause(spec.key());
            awaitHeard(heard, spec, ObservedState.PAUSED);
            another.resume(spec.key());
            awaitHeard(heard, spec, ObservedState.RUNNING);
        }
    }

    private void awaitHeard(List<Observation> heard, WorkloadSpec spec, ObservedState state) {
        Eventually.value(
                "the listener hears that it is " + state,
                fixture().patience(),
                () -> heard.stream()
                        .filter(seen -> seen.key().equals(spec.key()))
                        .map(Observation::state)
                        .toList(),
                states -> !states.isEmpty() && states.getLast() == state);
    }

    @Test
    void whatDoesNotRunIsRefused() {
        WorkloadSpec spec = spec(new TestProgram.ExitWith(0));
        assertRefused(DriverErrorCode.WORKLOAD_ABSENT, () -> pausing().pause(spec.key()));
        assertRefused(DriverErrorCode.WORKLOAD_ABSENT, () -> pausing().resume(spec.key()));
        create(spec);
        assertRefused(DriverErrorCode.WORKLOAD_NOT_RUNNING, () -> pausing().pause(spec.key()));
        driver().start(spec);
        awaitEnd(spec);
        assertRefused(DriverErrorCode.WORKLOAD_NOT_RUNNING, () -> pausing().pause(spec.key()));
        assertRefused(DriverErrorCode.WORKLOAD_NOT_RUNNING, () -> pausing().resume(spec.key()));
    }
}
