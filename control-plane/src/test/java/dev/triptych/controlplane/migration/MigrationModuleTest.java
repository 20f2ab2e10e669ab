package dev.triptych.controlplane.migration;

import static dev.triptych.controlplane.migration.Moving.ask;
import static dev.triptych.controlplane.migration.Moving.backends;
import static dev.triptych.controlplane.migration.Moving.begin;
import static dev.triptych.controlplane.migration.Moving.get;
import static dev.triptych.controlplane.migration.Moving.plain;
import static dev.triptych.controlplane.migration.Moving.refused;
import static dev.triptych.controlplane.migration.Moving.state;
import static dev.triptych.controlplane.migration.Moving.waitFor;
import static dev.triptych.controlplane.migration.Moving.waitForGate;
import static dev.triptych.controlplane.reconcile.TestPlane.ACTOR;
import static dev.triptych.controlplane.reconcile.TestPlane.SOON;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.journal.Event;
import dev.triptych.controlplane.journal.EventFeed;
import dev.triptych.controlplane.migration.Migration.Action;
import dev.triptych.controlplane.migration.Migration.Outcome;
import dev.triptych.controlplane.migration.Migration.State;
import dev.triptych.controlplane.migration.Migration.Step;
import dev.triptych.controlplane.migration.Migration.View;
import dev.triptych.controlplane.migration.MigrationPlan.Gate;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.reconcile.TestPlane;
import dev.triptych.controlplane.service.ServiceSpec.BackendSpec;
import dev.triptych.controlplane.service.Services;
import dev.triptych.controlplane.workload.WorkloadCommands;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.tck.Eventually;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Migrations on simulated backends, a simulated gateway, and checks that answer what a test says. */
class MigrationModuleTest {
    /** What cannot be done with a container that runs, whoever holds it. */
    private static final Set<String> NEVER = Set.of("START", "RESUME", "CONSOLE", "DISPLAY");

    private final Stage stage;

    MigrationModuleTest(@TempDir Path home) {
        stage = new Stage(home);
    }

    @Test
    void aServiceMovesAndTheRecordSaysSo() {
        stage.traffic.count("old", 1000, 0, 0, 1);
        try (TestPlane plane = stage.begun(plain())) {
            waitFor(plane, State.CANARY);
            Eventually.value(
                    "it has a share", SOON, () -> stage.traffic.shares("shop"), Map.of("old", 90, "new", 10)::equals);
            assertThat(backends(plane)).containsExactly(new BackendSpec("old", null, 1));
            stage.traffic.count("new", 5, 0, 0, 1);
            View done = waitFor(plane, State.DONE);

            assertThat(done.migration().plan().oldKind()).isEqualTo(WorkloadKind.CONTAINER);
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

    @Test
    void gatesAreOpenedOneByOne() {
        try (TestPlane plane = stage.begun(plain(Gate.values()))) {
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
    void whatItWorksWithIsHeldUntilItEnds() {
        try (TestPlane plane = stage.begun(plain())) {
            waitFor(plane, State.CANARY);
            Services services = plane.bean(Services.class);
            refused(() -> services.put(Stage.spec(), null, 1L, ACTOR), ErrorCode.MIGRATION_UNDER_WAY);
            refused(() -> services.delete("shop", null, ACTOR), ErrorCode.MIGRATION_UNDER_WAY);
            WorkloadCommands commands = plane.bean(WorkloadCommands.class);
            refused(() -> commands.delete("old", null, ACTOR), ErrorCode.MIGRATION_UNDER_WAY);
            refused(() -> commands.delete("new", null, ACTOR), ErrorCode.MIGRATION_UNDER_WAY);
            refused(() -> commands.replace("old", Stage.service("old"), null, ACTOR), ErrorCode.MIGRATION_UNDER_WAY);
            refused(() -> begin(plane, plain()), ErrorCode.MIGRATION_UNDER_WAY);
            assertThat(refusals(plane, "old"))
                    .containsOnlyKeys("REPLACE", "DELETE")
                    .allSatisfy((_, reason) -> assertThat(reason).contains("The migration \"m\" works with"));
            ask(plane, Action.ROLLBACK);
            waitFor(plane, State.ROLLED_BACK);
            services.delete("shop", null, ACTOR);
            Eventually.value("it is let go", SOON, () -> refusals(plane, "old"), Map::isEmpty);
        }
    }

    /** Why what nobody holds could be done with a workload that runs cannot be done. */
    private static Map<String, String> refusals(TestPlane plane, String workload) {
        return plane.bean(WorkloadQueries.class).get(workload).availableActions().stream()
                .filter(one -> !one.available() && !NEVER.contains(one.action().name()))
                .collect(Collectors.toMap(one -> one.action().name(), one -> requireNonNull(one.reason())));
    }

    @Test
    void whatCannotBeBegunChangesNothing() {
        try (TestPlane plane = stage.serving()) {
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
