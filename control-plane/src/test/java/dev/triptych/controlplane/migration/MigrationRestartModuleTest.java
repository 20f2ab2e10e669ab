package dev.triptych.controlplane.migration;

import static dev.triptych.controlplane.migration.Moving.LONG;
import static dev.triptych.controlplane.migration.Moving.SHORT;
import static dev.triptych.controlplane.migration.Moving.ask;
import static dev.triptych.controlplane.migration.Moving.assessing;
import static dev.triptych.controlplane.migration.Moving.backends;
import static dev.triptych.controlplane.migration.Moving.draft;
import static dev.triptych.controlplane.migration.Moving.get;
import static dev.triptych.controlplane.migration.Moving.mirroring;
import static dev.triptych.controlplane.migration.Moving.state;
import static dev.triptych.controlplane.migration.Moving.waitFor;
import static dev.triptych.controlplane.reconcile.TestPlane.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.assessment.Verdict;
import dev.triptych.controlplane.migration.Migration.Action;
import dev.triptych.controlplane.migration.Migration.State;
import dev.triptych.controlplane.migration.Migration.View;
import dev.triptych.controlplane.migration.MigrationPlan.Canary;
import dev.triptych.controlplane.migration.MigrationPlan.Watch;
import dev.triptych.controlplane.reconcile.TestPlane;
import dev.triptych.controlplane.service.ServiceSpec.BackendSpec;
import dev.triptych.controlplane.verification.VerificationResult;
import dev.triptych.tck.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Migrations that the end of the control plane cuts off, on simulated backends. */
class MigrationRestartModuleTest {
    private final Stage stage;

    MigrationRestartModuleTest(@TempDir Path home) {
        stage = new Stage(home);
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"ASSESSING", "PREPARING", "VERIFYING", "CANARY", "CUTTING_OVER", "WATCHING", "GRACE"})
    void whatWasCutOffInAnyStateGoesOnAfterARestart(State state) {
        MigrationDraft draft = assessing(draft(
                List.of(new Canary(10, null, 5)),
                state == State.WATCHING ? new Watch(Duration.ofSeconds(2), 0.01, 3) : SHORT,
                state == State.GRACE ? Duration.ofSeconds(2) : Duration.ZERO));
        try (TestPlane plane = stage.begun(draft, state)) {
            if (state.compareTo(State.CANARY) > 0) {
                waitFor(plane, State.CANARY);
                Eventually.value(
                        "it has a share",
                        SOON,
                        () -> stage.traffic.shares("shop").containsKey("new"),
                        Boolean::booleanValue);
                stage.traffic.count("new", 5, 0, 0, 1);
            }
            waitFor(plane, state);
            stage.awaitHeld(state);
        }
        try (TestPlane plane = stage.open()) {
            assertThat(get(plane).migration().state().compareTo(state)).isGreaterThanOrEqualTo(0);
            stage.release();
            if (state.compareTo(State.CANARY) <= 0) {
                waitFor(plane, State.CANARY);
                Eventually.value(
                        "it has a share and counts from here",
                        SOON,
                        () -> stage.traffic.shares("shop").containsKey("new")
                                && get(plane).current().mark().since() != null,
                        Boolean::booleanValue);
            }
            stage.traffic.count("new", 5, 0, 0, 1);
            waitFor(plane, State.DONE);
            assertThat(backends(plane)).containsExactly(new BackendSpec("new", null, 1));
            assertThat(stage.created("new")).isEqualTo(1);
            assertThat(get(plane).steps()).extracting(Migration.Step::outcome).containsOnly(Migration.Outcome.PASSED);
            assertThat(get(plane).steps().getFirst().evidence().assessment())
                    .isEqualTo(new Evidence.Assessed(Verdict.READY, List.of(), null));
        }
    }

    @Test
    void whatWasMirroredBeforeARestartCounts() {
        stage.checks.mirrored = new VerificationResult(5, 5, 1, List.of(), List.of());
        stage.checks.mirroring = true;
        try (TestPlane plane = stage.begun(mirroring(draft(List.of(), SHORT, Duration.ZERO)))) {
            Eventually.value(
                    "it is on record", SOON, () -> verified(get(plane)).all().compared(), compared -> compared == 8);
        }
        stage.checks.mirrored = null; // in the memory of the process that is gone
        try (TestPlane plane = stage.open()) {
            Eventually.value("it is mirrored again", SOON, () -> stage.checks.mirrored != null, Boolean::booleanValue);
            stage.checks.mirroring = false;
            View done = waitFor(plane, State.DONE);
            assertThat(verified(done).all()).isEqualTo(new VerificationResult(8, 8, 1, List.of(), List.of()));
        }
    }

    private static Evidence.Verification verified(View view) {
        return view.steps().stream()
                .map(step -> step.evidence().verification())
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() -> new Evidence.Verification(null, null, 1));
    }

    @Test
    void aWayBackThatWasCutOffGoesOnAfterARestart() {
        try (TestPlane plane = stage.begun(draft(List.of(), LONG, Duration.ZERO))) {
            waitFor(plane, State.WATCHING);
            stage.traffic.count("new", 10, 0, 1, 1);
            ask(plane, Action.ROLLBACK);
            waitFor(plane, State.ROLLING_BACK);
            Eventually.value("it is back", SOON, () -> stage.traffic.shares("shop"), Map.of("old", 100)::equals);
        }
        try (TestPlane plane = stage.open()) {
            stage.traffic.count("new", 10, 0, 0, 1);
            waitFor(plane, State.ROLLED_BACK);
            assertThat(backends(plane)).containsExactly(new BackendSpec("old", null, 1));
            assertThat(state(plane, "new")).isNull();
        }
    }
}
