package dev.triptych.controlplane.migration;

import static dev.triptych.controlplane.reconcile.TestPlane.ACTOR;
import static dev.triptych.controlplane.reconcile.TestPlane.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.controlplane.migration.Migration.Action;
import dev.triptych.controlplane.migration.Migration.State;
import dev.triptych.controlplane.migration.Migration.View;
import dev.triptych.controlplane.migration.MigrationPlan.Canary;
import dev.triptych.controlplane.migration.MigrationPlan.Gate;
import dev.triptych.controlplane.migration.MigrationPlan.Watch;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.reconcile.TestPlane;
import dev.triptych.controlplane.service.ServiceSpec.BackendSpec;
import dev.triptych.controlplane.service.Services;
import dev.triptych.controlplane.verification.Mirror;
import dev.triptych.controlplane.verification.VerificationPlan;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.tck.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** The migration "m" of the service "shop", as the tests ask for it and look at it. */
final class Moving {
    static final Watch SHORT = new Watch(Duration.ofMillis(300), 0.01, 3);
    static final Watch LONG = new Watch(Duration.ofHours(1), 0.01, 3);

    private Moving() {}

    static MigrationDraft draft(List<Canary> canary, @Nullable Watch watch, Duration grace, Gate... gates) {
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

    /** The same with the old workload looked at first. */
    static MigrationDraft assessing(MigrationDraft draft) {
        return new MigrationDraft(
                draft.name(),
                draft.service(),
                draft.from(),
                draft.to(),
                Duration.ofSeconds(1),
                draft.verify(),
                draft.canary(),
                draft.watch(),
                draft.grace(),
                draft.removeOld(),
                draft.gates());
    }

    /** The same with live requests compared, too. */
    static MigrationDraft mirroring(MigrationDraft draft) {
        VerificationPlan verify = Stage.VERIFY;
        Mirror mirror = new Mirror(Duration.ofHours(1), 1000);
        return new MigrationDraft(
                draft.name(),
                draft.service(),
                draft.from(),
                draft.to(),
                draft.observe(),
                new VerificationPlan(verify.requests(), false, false, mirror, verify.rules(), verify.minimum()),
                draft.canary(),
                draft.watch(),
                draft.grace(),
                draft.removeOld(),
                draft.gates());
    }

    static MigrationDraft plain(Gate... gates) {
        return draft(
                List.of(new Canary(10, null, 5), new Canary(50, Duration.ofMillis(50), null)),
                SHORT,
                Duration.ZERO,
                gates);
    }

    static void begin(TestPlane plane, MigrationDraft draft) {
        plane.bean(Migrations.class).begin(draft, ACTOR);
    }

    static View get(TestPlane plane) {
        return plane.bean(Migrations.class).get("m");
    }

    static View waitFor(TestPlane plane, State state) {
        return Eventually.value(
                "it is " + state,
                SOON,
                () -> get(plane),
                view -> view.migration().state() == state);
    }

    static void waitUntilLeft(TestPlane plane, State state) {
        Eventually.holds(
                "it is " + state + " no more",
                SOON,
                () -> get(plane).migration().state() != state);
    }

    static View waitForGate(TestPlane plane) {
        return Eventually.value(
                "it waits", SOON, () -> get(plane), view -> view.migration().waiting());
    }

    static void ask(TestPlane plane, Action action) {
        plane.bean(Migrations.class).request("m", action, ACTOR);
    }

    static List<BackendSpec> backends(TestPlane plane) {
        return plane.bean(Services.class).get("shop").service().spec().backends();
    }

    static @Nullable WorkloadState state(TestPlane plane, String workload) {
        return plane.bean(WorkloadQueries.class).named(List.of(workload)).stream()
                .map(WorkloadView::state)
                .findFirst()
                .orElse(null);
    }

    static WorkloadKey key(TestPlane plane, String workload) {
        WorkloadView view = plane.bean(WorkloadQueries.class).get(workload);
        return new WorkloadKey(view.workload().id(), view.workload().generation());
    }

    static void refused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TriptychException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    static void waitForFigures(TestPlane plane) {
        waitFor(plane, State.WATCHING);
        Eventually.value("it counts", SOON, () -> get(plane).current().mark().since() != null, Boolean::booleanValue);
    }
}
