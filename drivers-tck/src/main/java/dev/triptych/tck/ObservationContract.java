package dev.triptych.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.Exit;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.Registration;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What a driver says about its objects is what is there. */
public abstract class ObservationContract extends Contract {

    @Test
    void whatNobodyKnowsIsAbsent() {
        WorkloadKey key = newKey();
        Observation seen = driver().observe(key);
        assertThat(seen.state()).isEqualTo(ObservedState.ABSENT);
        assertThat(seen.key()).isEqualTo(key);
    }

    @Test
    void theListHoldsWhatRunsAndWhatDoesNot() {
        WorkloadSpec running = spec(new TestProgram.Stay());
        WorkloadSpec idle = spec(new TestProgram.Stay());
        launch(running);
        create(idle);

        assertThat(driver().observeAll())
                .filteredOn(seen -> seen.key().equals(running.key()))
                .singleElement()
                .satisfies(seen -> {
                    assertThat(seen.state()).isEqualTo(ObservedState.RUNNING);
                    assertThat(seen.name()).isEqualTo(running.name());
                });
        assertThat(driver().observeAll())
                .filteredOn(seen -> seen.key().equals(idle.key()))
                .singleElement()
                .satisfies(seen -> assertThat(seen.state()).isEqualTo(ObservedState.STOPPED));
    }

    @Test
    void aListenerHearsTheEnd() {
        List<Observation> heard = new CopyOnWriteArrayList<>();
        WorkloadSpec spec = spec(new TestProgram.ExitWith(5));
        try (Registration registration = driver().listen(new Recorder(heard))) {
            assertThat(registration).isNotNull();
            launch(spec);
            Observation end = Eventually.value(
                            "the listener hears the end",
                            fixture().patience(),
                            () -> heard.stream()
                                    .filter(seen -> seen.key().equals(spec.key()) && seen.exit() != null)
                                    .toList(),
                            seen -> !seen.isEmpty())
                    .getFirst();
            Exit exit = end.exit();
            assertThat(exit).isNotNull();
            assertThat(exit.code()).isEqualTo(5);
        }
    }

    @Test
    void aClosedRegistrationHearsNothingMore() {
        List<Observation> heard = new CopyOnWriteArrayList<>();
        driver().listen(new Recorder(heard)).close();
        WorkloadSpec spec = spec(new TestProgram.ExitWith(0));
        run(spec);

        assertThat(heard).isEmpty();
    }

    @Test
    void startAndEndAreInOrderOnBothClocks() {
        Observation end = run(spec(new TestProgram.BurnCpu(Duration.ofMillis(50))));
        Moment startedAt = end.startedAt();
        Exit exit = end.exit();
        assertThat(startedAt).isNotNull();
        assertThat(exit).isNotNull();
        assertThat(exit.at().at()).isAfterOrEqualTo(startedAt.at());
        assertThat(exit.at().since(startedAt))
                .hasValueSatisfying(taken ->
                        assertThat(taken).isPositive().isLessThan(fixture().patience()));
    }
}
