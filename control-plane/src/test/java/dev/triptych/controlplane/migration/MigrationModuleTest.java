package dev.triptych.controlplane.migration;

import static dev.triptych.controlplane.reconcile.TestPlane.ACTOR;
import static dev.triptych.controlplane.reconcile.TestPlane.SOON;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.controlplane.journal.Event;
import dev.triptych.controlplane.journal.EventFeed;
import dev.triptych.controlplane.migration.Migration.Action;
import dev.triptych.controlplane.migration.Migration.Outcome;
import dev.triptych.controlplane.migration.Migration.State;
import dev.triptych.controlplane.migration.Migration.Step;
import dev.triptych.controlplane.migration.Migration.View;
import dev.triptych.controlplane.migration.MigrationPlan.Canary;
import dev.triptych.controlplane.migration.MigrationPlan.Gate;
import dev.triptych.controlplane.migration.MigrationPlan.Watch;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.reconcile.TestPlane;
import dev.triptych.controlplane.service.ServiceSpec.BackendSpec;
import dev.triptych.controlplane.service.Services;
import dev.triptych.controlplane.verification.Difference;
import dev.triptych.controlplane.verification.VerificationResult;
import dev.triptych.controlplane.workload.WorkloadCommands;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.tck.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Migrations on simulated backends, a simulated gateway, and checks that answer what a test says. */
class MigrationModuleTest {
    private static final Watch SHORT = new Watch(Duration.ofMillis(300), 0.01, 3);
    private static final Watch LONG = new Watch(Duration.ofHours(1), 0.01, 3);

    @TempDir
    Path home;

    private Stage stage = new Stage();

    @BeforeEach
    void setUp() {
        stage = new Stage();
    }

    private TestPlane open() {
        return stage.open(home);
    }

    private static MigrationDraft draft(List<Canary> canary, @Nullable Watch watch, Duration grace, Gate... gates) {
        return new MigrationDraft(
                "m",
                "shop",
                null,
                Stage.service("new"),
                null,
                Stage.VERIFY,
                canary,
                watch,
                grace,
                false,
                Set.of(gates));
    }

    private static MigrationDraft plain(Gate... gates) {
        return draft(
                List.of(new Canary(10, null, 5), new Canary(50, Duration.ofMillis(50), null)),
                SHORT,
                Duration.ZERO,
                gates);
    }

    private static void begin(TestPlane plane, MigrationDraft draft) {
        plane.bean(Migrations.class).begin(draft, ACTOR);
    }

    private static View get(TestPlane plane) {
        return plane.bean(Migrations.class).get("m");
    }

    private static View waitFor(TestPlane plane, State state) {
        return Eventually.value(
                "it is " + state,
                SOON,
                () -> get(plane),
                view -> view.migration().state() == state);
    }

    private static View waitForGate(TestPlane plane) {
        return Eventually.value(
                "it waits", SOON, () -> get(plane), view -> view.migration().waiting());
    }

    private static void ask(TestPlane plane, Action action) {
        plane.bean(Migrations.class).request("m", action, ACTOR);
    }

    private static List<BackendSpec> backends(TestPlane plane) {
        return plane.bean(Services.class).get("shop").service().spec().backends();
    }

    private static @Nullable WorkloadState state(TestPlane plane, String workload) {
        return plane.bean(WorkloadQueries.class).named(List.of(workload)).stream()
                .map(WorkloadView::state)
                .findFirst()
                .orElse(null);
    }

    private static WorkloadKey key(TestPlane plane, String workload) {
        WorkloadView view = plane.bean(WorkloadQueries.class).get(workload);
        return new WorkloadKey(view.workload().id(), view.workload().generation());
    }

    private static void refused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TriptychException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    @Test
    void aServiceMovesAndTheRecordSaysSo() {
        try (TestPlane plane = open()) {
            stage.serve(plane);
            stage.traffic.count("old", 1000, 0, 0, 1);
            begin(plane, plain());
            waitFor(plane, State.CANARY);
            Eventually.value(
                    "it has a share", SOON, () -> stage.traffic.shares("shop"), Map.of("old", 90, "new", 10)::equals);
            assertThat(backends(plane)).containsExactly(new BackendSpec("old", null, 1));
            stage.traffic.count("new", 5, 0, 0, 1);
            View done = waitFor(plane, State.DONE);

            assertThat(done.steps())
                    .extracting(Step::state)
                    .containsExactly(
                            State.PREPARING,
                            State.VERIFYING,
                            State.CANARY,
                            State.CUTTING_OVER,
                            State.WATCHING,
                            State.GRACE);
            assertThat(done.steps()).extracting(Step::outcome).containsOnly(Outcome.PASSED);
            assertThat(requireNonNull(done.steps().get(0).evidence().preparation())
                            .readyAfterMillis())
                    .isNotNull();
            assertThat(requireNonNull(done.steps().get(1).evidence().verification())
                            .all()
                            .equal())
                    .isEqualTo(3);
            assertThat(done.steps().get(2).evidence().canary())
                    .extracting(Evidence.CanaryShare::weight)
                    .containsExactly(10, 50);
            assertThat(requireNonNull(done.steps().get(3).evidence().cutOver()).drainedAt())
                    .isNotNull();
            assertThat(stage.traffic.shares("shop")).isEqualTo(Map.of("new", 100));
            assertThat(backends(plane)).containsExactly(new BackendSpec("new", null, 1));
            assertThat(plane.bean(Services.class).get("shop").service().version())
                    .isEqualTo(2);
            Eventually.value("the old one is stopped", SOON, () -> state(plane, "old"), WorkloadState.STOPPED::equals);
            assertThat(stage.checks.erased).contains("shop");
            assertThat(plane.bean(EventFeed.class).after(0, null, 1000))
                    .filteredOn(event -> event.type().equals("migration.state-changed"))
                    .extracting(Event::to)
                    .containsExactly("preparing", "verifying", "canary", "cutting-over", "watching", "grace", "done");
            plane.bean(WorkloadCommands.class).delete("old", null, ACTOR); // nothing holds it any more
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"VERIFYING", "CANARY", "CUTTING_OVER", "WATCHING", "GRACE"})
    void whatWasCutOffInAnyStateGoesOnAfterARestart(State state) {
        try (TestPlane plane = open()) {
            stage.serve(plane);
            stage.hold(state);
            begin(
                    plane,
                    draft(
                            List.of(new Canary(10, null, 5)),
                            state == State.WATCHING ? new Watch(Duration.ofSeconds(2), 0.01, 3) : SHORT,
                            state == State.GRACE ? Duration.ofSeconds(2) : Duration.ZERO));
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
        }
        try (TestPlane plane = open()) {
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
        }
    }

    @Test
    void aWayBackThatWasCutOffGoesOnAfterARestart() {
        try (TestPlane plane = open()) {
            stage.serve(plane);
            begin(plane, draft(List.of(), LONG, Duration.ZERO));
            waitFor(plane, State.WATCHING);
            stage.traffic.count("new", 10, 0, 1, 1);
            ask(plane, Action.ROLLBACK);
            waitFor(plane, State.ROLLING_BACK);
            Eventually.value("it is back", SOON, () -> stage.traffic.shares("shop"), Map.of("old", 100)::equals);
        }
        try (TestPlane plane = open()) {
            stage.traffic.count("new", 10, 0, 0, 1);
            waitFor(plane, State.ROLLED_BACK);
            assertThat(backends(plane)).containsExactly(new BackendSpec("old", null, 1));
            assertThat(state(plane, "new")).isNull();
        }
    }

    @Test
    void gatesAreOpenedOneByOne() {
        try (TestPlane plane = open()) {
            stage.serve(plane);
            begin(plane, plain(Gate.values()));
            for (State before : List.of(State.PREPARING, State.VERIFYING)) {
                assertThat(waitForGate(plane).migration().state()).isEqualTo(before);
                ask(plane, Action.PROMOTE);
                Eventually.value("it goes on", SOON, () -> get(plane).migration(), one -> one.state() != before);
            }
            Eventually.value(
                    "it has a share",
                    SOON,
                    () -> stage.traffic.shares("shop").containsKey("new"),
                    Boolean::booleanValue);
            stage.traffic.count("new", 5, 0, 0, 1);
            for (State before : List.of(State.CANARY, State.GRACE)) {
                assertThat(waitForGate(plane).migration().state()).isEqualTo(before);
                ask(plane, Action.PROMOTE);
                Eventually.value("it goes on", SOON, () -> get(plane).migration(), one -> one.state() != before);
            }
            waitFor(plane, State.DONE);
        }
    }

    @Test
    void answersThatDifferStopItAndTheServiceIsUntouched() {
        stage.checks.result = new VerificationResult(
                3, 2, 0, List.of(new Difference("GET /cart", "json /total", "3", "4")), List.of());
        try (TestPlane plane = open()) {
            stage.serve(plane);
            begin(plane, plain());
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
        try (TestPlane plane = open()) {
            stage.serve(plane);
            begin(plane, plain());
            assertThat(waitFor(plane, State.FAILED).migration().message())
                    .contains("0 answers could be compared, and 1 are asked for. The old one failed, too.");
        }
    }

    @Test
    void aWorkloadThatNeverGetsReadyIsRemoved() {
        stage.dies = "new";
        try (TestPlane plane = open()) {
            stage.serve(plane);
            begin(plane, plain());
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
        try (TestPlane plane = open()) {
            stage.serve(plane);
            begin(plane, plain());
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
        try (TestPlane plane = open()) {
            stage.serve(plane);
            stage.traffic.count("old", 1000, 0, 0, 10);
            begin(plane, draft(List.of(), LONG, Duration.ZERO));
            waitForFigures(plane);
            stage.traffic.count("new", 1000, 11, 0, 10);
            assertThat(waitFor(plane, State.ROLLED_BACK).migration().message())
                    .contains("11 of 1000 requests to the new workload failed");
        }
    }

    @Test
    void slowAnswersTakeItBack() {
        try (TestPlane plane = open()) {
            stage.serve(plane);
            stage.traffic.count("old", 1000, 0, 0, 10);
            begin(plane, draft(List.of(), LONG, Duration.ZERO));
            waitForFigures(plane);
            stage.traffic.count("new", 1000, 0, 0, 100);
            assertThat(waitFor(plane, State.ROLLED_BACK).migration().message()).contains("p99 is 99.0 ms");
        }
    }

    private static void waitForFigures(TestPlane plane) {
        waitFor(plane, State.WATCHING);
        Eventually.value("it counts", SOON, () -> get(plane).current().mark().since() != null, Boolean::booleanValue);
    }

    @Test
    void aRollbackDuringTheGraceStartsTheOldOneFirst() {
        try (TestPlane plane = open()) {
            stage.serve(plane);
            begin(plane, draft(List.of(), null, Duration.ofHours(1)));
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
            names = {"VERIFYING", "CANARY"})
    void cancellingLeavesTheServiceAsItWas(State state) {
        try (TestPlane plane = open()) {
            stage.serve(plane);
            stage.hold(state);
            begin(plane, plain());
            waitFor(plane, state);
            ask(plane, Action.CANCEL);
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
        }
    }

    @Test
    void whatItWorksWithIsHeldUntilItEnds() {
        try (TestPlane plane = open()) {
            stage.serve(plane);
            begin(plane, plain());
            waitFor(plane, State.CANARY);
            Services services = plane.bean(Services.class);
            refused(() -> services.put(Stage.spec(), null, 1L, ACTOR), ErrorCode.MIGRATION_UNDER_WAY);
            refused(() -> services.delete("shop", null, ACTOR), ErrorCode.MIGRATION_UNDER_WAY);
            WorkloadCommands commands = plane.bean(WorkloadCommands.class);
            refused(() -> commands.delete("old", null, ACTOR), ErrorCode.MIGRATION_UNDER_WAY);
            refused(() -> commands.delete("new", null, ACTOR), ErrorCode.MIGRATION_UNDER_WAY);
            refused(() -> commands.replace("old", Stage.service("old"), null, ACTOR), ErrorCode.MIGRATION_UNDER_WAY);
            refused(() -> begin(plane, plain()), ErrorCode.MIGRATION_UNDER_WAY);
            ask(plane, Action.ROLLBACK);
            waitFor(plane, State.ROLLED_BACK);
            services.delete("shop", null, ACTOR);
        }
    }

    @Test
    void whatCannotBeBegunChangesNothing() {
        try (TestPlane plane = open()) {
            stage.serve(plane);
            plane.bean(WorkloadCommands.class).create(Stage.service("taken"), ACTOR);
            MigrationDraft draft = plain();
            refused(
                    () -> begin(plane, with(draft, "nowhere", null, Stage.service("new"))),
                    ErrorCode.SERVICE_NOT_FOUND);
            refused(
                    () -> begin(plane, with(draft, "shop", "other", Stage.service("new"))),
                    ErrorCode.BACKEND_NOT_FOUND);
            refused(() -> begin(plane, with(draft, "shop", null, Stage.service("taken"))), ErrorCode.NAME_TAKEN);
            refused(() -> begin(plane, with(draft, "shop", "old", Stage.service("old"))), ErrorCode.NAME_TAKEN);
            refused(() -> begin(plane, with(draft, "shop", null, Stage.missing("new"))), ErrorCode.SOURCE_NOT_FOUND);
            assertThat(plane.bean(Migrations.class).list(null, 10).items()).isEmpty();
            assertThat(state(plane, "new")).isNull();
            refused(() -> plane.bean(Migrations.class).get("m"), ErrorCode.MIGRATION_NOT_FOUND);
        }
    }

    private static MigrationDraft with(
            MigrationDraft draft,
            String service,
            @Nullable String from,
            dev.triptych.controlplane.workload.Description to) {
        return new MigrationDraft(
                draft.name(),
                service,
                from,
                to,
                draft.observe(),
                draft.verify(),
                draft.canary(),
                draft.watch(),
                draft.grace(),
                draft.removeOld(),
                draft.gates());
    }
}
