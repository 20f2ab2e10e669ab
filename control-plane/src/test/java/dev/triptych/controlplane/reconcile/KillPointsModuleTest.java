package dev.triptych.controlplane.reconcile;

import static dev.triptych.controlplane.reconcile.TestPlane.ACTOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.fake.FakeBackend;
import dev.triptych.tck.fake.FakeDriver;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The life of a workload, cut off at every kill point in turn: the thread that passes it ends there for good. The next start
 * goes on from what is left. The same with a real process and real backends is in the system tests.
 */
class KillPointsModuleTest {
    private final FakeBackend backend = new FakeBackend(Clock.systemUTC());
    private final InstallationId installation = new InstallationId(UUID.randomUUID());
    private final String schema = TestPlane.newSchema();
    private final AtomicBoolean hit = new AtomicBoolean();

    @TempDir
    Path home;

    private @Nullable WorkloadView created;

    private TestPlane open() {
        return TestPlane.open(
                schema,
                home,
                new FakeDriver(WorkloadKind.VM, new DriverContext(installation, home, Clock.systemUTC()), backend));
    }

    /** One step of a life: what is asked for, and the level that is reached then. */
    private record Step(Command command, Level level) {}

    private interface Command {
        void give(TestPlane plane);
    }

    private interface Level {
        boolean isReached(TestPlane plane);
    }

    private static boolean is(TestPlane plane, int run, WorkloadState state) {
        WorkloadView view = plane.queries().get("web");
        return view.run().number() == run && view.state() == state;
    }

    private List<Step> life() {
        return List.of(
                new Step(
                        plane -> created = plane.commands().create(Jobs.service("web", List.of(), null), ACTOR),
                        plane -> is(plane, 1, WorkloadState.READY) && backend.size() == 1),
                new Step(
                        plane -> plane.commands().stop("web", ACTOR),
                        plane -> is(plane, 1, WorkloadState.STOPPED) && backend.size() == 1),
                new Step(
                        plane -> plane.commands().start("web", ACTOR),
                        plane -> is(plane, 2, WorkloadState.READY) && backend.size() == 1),
                new Step(
                        plane -> backend.exit(TestPlane.key(plane.queries().get("web")), 3),
                        plane -> is(plane, 2, WorkloadState.FAILED)),
                new Step(plane -> plane.commands().delete("web", null, ACTOR), this::isGone));
    }

    private boolean isGone(TestPlane plane) {
        WorkloadView view = created;
        WorkloadView now =
                view == null ? null : plane.queries().find(view.workload().id());
        return now != null && now.workload().deletedAt() != null && backend.size() == 0;
    }

    @ParameterizedTest
    @EnumSource
    void theNextStartEndsInTheRightState(KillPoint point) {
        List<Step> life = life();
        int step = 0;
        try (TestPlane first = open()) {
            first.bean(KillPoints.class).replace((passed, kind) -> {
                if (passed == point) {
                    hit.set(true);
                    throw new KilledError();
                }
            });
            while (!hit.get() && step < life.size()) {
                Level level = life.get(step).level();
                life.get(step).command().give(first);
                Eventually.holds(
                        "step " + step + " is done, or cut off",
                        TestPlane.SOON,
                        () -> hit.get() || level.isReached(first));
                step++;
            }
        }
        assertThat(hit).as("%s is passed in a life", point).isTrue();

        try (TestPlane second = open()) {
            Level cutOff = life.get(step - 1).level();
            Eventually.holds("what was cut off is done", TestPlane.SOON, () -> cutOff.isReached(second));
            for (Step rest : life.subList(step, life.size())) {
                rest.command().give(second);
                Eventually.holds(
                        "a later step is done",
                        TestPlane.SOON,
                        () -> rest.level().isReached(second));
            }
            assertThat(second.sql()
                            .sql("select count(*) from intent where settled_at is null")
                            .query(Long.class)
                            .single())
                    .isZero();
        }
    }

    @Test
    void whatAnEndedRunLeftGoesWithTheNextStart() {
        DriverContext context = new DriverContext(installation, home, Clock.systemUTC());
        try (TestPlane first =
                TestPlane.open(schema, home, FakeDriver.withoutStorage(WorkloadKind.VM, context, backend))) {
            first.bean(KillPoints.class).replace((passed, kind) -> {
                if (passed == KillPoint.END_RECORDED) {
                    hit.set(true);
                    throw new KilledError();
                }
            });
            first.commands().create(Jobs.service("web", List.of(), null), ACTOR);
            Eventually.holds("it runs", TestPlane.SOON, () -> is(first, 1, WorkloadState.READY));
            backend.exit(TestPlane.key(first.queries().get("web")), 3);
            Eventually.holds("its end is on record, and no more", TestPlane.SOON, hit::get);
        }
        assertThat(backend.size()).isEqualTo(1);
        try (TestPlane second =
                TestPlane.open(schema, home, FakeDriver.withoutStorage(WorkloadKind.VM, context, backend))) {
            Eventually.holds("nothing is left", TestPlane.SOON, () -> backend.size() == 0);
            assertThat(is(second, 1, WorkloadState.FAILED)).isTrue();
        }
    }

    /** Ends a thread as the end of its process does: nothing catches it. */
    private static final class KilledError extends Error {
        private static final long serialVersionUID = 1L;

        KilledError() {
            super("killed", null, false, false);
        }
    }
}
