package dev.triptych.controlplane.migration;

import static dev.triptych.controlplane.migration.Moving.LONG;
import static dev.triptych.controlplane.migration.Moving.ask;
import static dev.triptych.controlplane.migration.Moving.assessing;
import static dev.triptych.controlplane.migration.Moving.draft;
import static dev.triptych.controlplane.migration.Moving.key;
import static dev.triptych.controlplane.migration.Moving.plain;
import static dev.triptych.controlplane.migration.Moving.refused;
import static dev.triptych.controlplane.migration.Moving.state;
import static dev.triptych.controlplane.migration.Moving.waitFor;
import static dev.triptych.controlplane.migration.Moving.waitForFigures;
import static dev.triptych.controlplane.migration.Moving.waitUntilLeft;
import static dev.triptych.controlplane.reconcile.TestPlane.ACTOR;
import static dev.triptych.controlplane.reconcile.TestPlane.SOON;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.migration.Migration.Action;
import dev.triptych.controlplane.migration.Migration.Outcome;
import dev.triptych.controlplane.migration.Migration.State;
import dev.triptych.controlplane.migration.Migration.Step;
import dev.triptych.controlplane.migration.Migration.View;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.reconcile.TestPlane;
import dev.triptych.controlplane.service.Services;
import dev.triptych.controlplane.verification.Difference;
import dev.triptych.controlplane.verification.VerificationResult;
import dev.triptych.controlplane.workload.WorkloadCommands;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.tck.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Migrations that end with the old workload in its place, on simulated backends. */
class MigrationBackModuleTest {
    private final Stage stage;

    MigrationBackModuleTest(@TempDir Path home) {
        stage = new Stage(home);
    }

    @Test
    void answersThatDifferStopItAndTheServiceIsUntouched() {
        stage.checks.result = new VerificationResult(
                3, 2, 0, List.of(new Difference("GET /cart", "json /total", "3", "4")), List.of());
        try (TestPlane plane = stage.begun(plain())) {
            View failed = waitFor(plane, State.FAILED);
            assertThat(failed.migration().message())
                    .contains("1 of 3 answers differ", "GET /cart differs in json /total");
            assertThat(failed.steps().get(1).outcome()).isEqualTo(Outcome.FAILED);
            assertThat(requireNonNull(failed.steps().get(1).evidence().verification())
                            .all()
                            .differences())
                    .hasSize(1);
            assertThat(stage.traffic.shares("shop")).isEqualTo(Map.of("old", 100));
            assertThat(plane.bean(Services.class).get("shop").service().version())
                    .isEqualTo(1);
            assertThat(state(plane, "new")).isNull();
        }
    }

    @Test
    void nothingComparedIsNotVerified() {
        stage.checks.result = new VerificationResult(0, 0, 3, List.of(), List.of("The old one failed, too."));
        try (TestPlane plane = stage.begun(plain())) {
            assertThat(waitFor(plane, State.FAILED).migration().message())
                    .contains("0 answers could be compared, and 1 are asked for. The old one failed, too.");
        }
    }

    @Test
    void aWorkloadThatNeverGetsReadyIsRemoved() {
        stage.dies = "new";
        try (TestPlane plane = stage.begun(plain())) {
            View failed = waitFor(plane, State.FAILED);
            assertThat(requireNonNull(failed.steps().get(0).evidence().preparation())
                            .problem())
                    .contains("did not become ready");
            assertThat(state(plane, "new")).isNull();
            assertThat(stage.traffic.shares("shop")).isEqualTo(Map.of("old", 100));
        }
    }

    @Test
    void aWorkloadThatDiesAtCanaryIsTakenBack() {
        try (TestPlane plane = stage.begun(plain())) {
            Eventually.value(
                    "it has a share",
                    SOON,
                    () -> stage.traffic.shares("shop").containsKey("new"),
                    Boolean::booleanValue);
            stage.backend.exit(key(plane, "new"), 1);
            View back = waitFor(plane, State.ROLLED_BACK);
            assertThat(back.migration().message()).contains("The workload \"new\" is failed");
            assertThat(stage.traffic.shares("shop")).isEqualTo(Map.of("old", 100));
            assertThat(state(plane, "new")).isNull();
        }
    }

    @Test
    void errorsBeyondTheBudgetTakeItBack() {
        stage.traffic.count("old", 1000, 0, 0, 10);
        try (TestPlane plane = stage.begun(draft(List.of(), LONG, Duration.ZERO))) {
            waitForFigures(plane);
            stage.traffic.count("new", 1000, 11, 0, 10);
            assertThat(waitFor(plane, State.ROLLED_BACK).migration().message())
                    .contains("11 of 1000 requests to the new workload failed");
        }
    }

    @Test
    void slowAnswersTakeItBack() {
        stage.traffic.count("old", 1000, 0, 0, 10);
        try (TestPlane plane = stage.begun(draft(List.of(), LONG, Duration.ZERO))) {
            waitForFigures(plane);
            stage.traffic.count("new", 1000, 0, 0, 100);
            assertThat(waitFor(plane, State.ROLLED_BACK).migration().message()).contains("p99 is 99.0 ms");
        }
    }

    @Test
    void aRollbackDuringTheGraceStartsTheOldOneFirst() {
        try (TestPlane plane = stage.begun(draft(List.of(), null, Duration.ofHours(1)))) {
            waitFor(plane, State.GRACE);
            Eventually.value("the old one is stopped", SOON, () -> state(plane, "old"), WorkloadState.STOPPED::equals);
            assertThat(stage.traffic.shares("shop")).isEqualTo(Map.of("new", 100));
            refused(() -> ask(plane, Action.CANCEL), ErrorCode.ACTION_NOT_POSSIBLE);
            ask(plane, Action.ROLLBACK);
            View back = waitFor(plane, State.ROLLED_BACK);
            assertThat(back.steps())
                    .filteredOn(step -> step.state() == State.ROLLING_BACK)
                    .singleElement()
                    .satisfies(step ->
                            assertThat(step.evidence().rollback()).isNotNull().matches(Evidence.Rollback::startedOld));
            assertThat(state(plane, "old")).isEqualTo(WorkloadState.READY);
            assertThat(stage.traffic.shares("shop")).isEqualTo(Map.of("old", 100));
            refused(() -> ask(plane, Action.ROLLBACK), ErrorCode.ACTION_NOT_POSSIBLE);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"ASSESSING", "PREPARING", "VERIFYING", "CANARY"})
    void cancellingLeavesTheServiceAsItWas(State state) {
        try (TestPlane plane = stage.begun(assessing(plain()), state)) {
            waitFor(plane, state);
            stage.awaitHeld(state);
            ask(plane, Action.CANCEL);
            waitUntilLeft(plane, state);
            stage.release();
            View cancelled = waitFor(plane, State.CANCELLED);
            assertThat(cancelled.steps())
                    .filteredOn(step -> step.state() == state)
                    .extracting(Step::outcome)
                    .containsExactly(Outcome.CUT_SHORT);
            assertThat(state(plane, "new")).isNull();
            assertThat(stage.traffic.shares("shop")).isEqualTo(Map.of("old", 100));
            assertThat(plane.bean(Services.class).get("shop").service().version())
                    .isEqualTo(1);
            assertThat(state(plane, "old")).isEqualTo(WorkloadState.READY);
            if (state == State.ASSESSING) {
                assertThat(stage.created("new")).isZero();
            }
            plane.bean(Services.class).delete("shop", null, ACTOR); // nothing is held any more
            plane.bean(WorkloadCommands.class).delete("old", null, ACTOR);
        }
    }
}
