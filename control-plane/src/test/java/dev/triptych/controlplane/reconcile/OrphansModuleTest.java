package dev.triptych.controlplane.reconcile;

import static dev.triptych.controlplane.reconcile.TestPlane.ACTOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.controlplane.journal.Event;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import dev.triptych.controlplane.workload.Waiting.Condition;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.fake.FakeBackend;
import dev.triptych.tck.fake.FakeDriver;
import dev.triptych.tck.fake.FakeOperation;
import dev.triptych.tck.fake.Fault;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found in a backend with our mark and without a workload. */
class OrphansModuleTest {
    private final FakeBackend backend = new FakeBackend(Clock.systemUTC());
    private final InstallationId installation = new InstallationId(UUID.randomUUID());
    private final String schema = TestPlane.newSchema();

    @TempDir
    Path home;

    private TestPlane open(String where) {
        return TestPlane.open(
                where,
                home,
                new FakeDriver(WorkloadKind.WASM, new DriverContext(installation, home, Clock.systemUTC()), backend));
    }

    private WorkloadView leaveRunning() {
        try (TestPlane first = open(schema)) {
            first.commands().create(Jobs.wasm("job"), ACTOR);
            return first.waitForState("job", WorkloadState.RUNNING);
        }
    }

    private static Orphan only(TestPlane plane) {
        return Eventually.value(
                        "there is one orphan",
                        TestPlane.SOON,
                        () -> plane.bean(Orphans.class).all(),
                        orphans -> orphans.size() == 1)
                .getFirst();
    }

    private static String id(TestPlane plane) {
        return only(plane).id().toString();
    }

    @Test
    void whatIsNotOnRecordIsListedAndLeftAlone() {
        WorkloadView before = leaveRunning();
        try (TestPlane elsewhere = open(TestPlane.newSchema())) {
            Orphan orphan = only(elsewhere);

            assertThat(orphan.id().key()).isEqualTo(TestPlane.key(before));
            assertThat(orphan.record()).isEqualTo(Orphan.OnRecord.NONE);
            assertThat(orphan.object().name()).isEqualTo("job");
            assertThat(OrphanId.parse(orphan.id().toString())).contains(orphan.id());
            assertThat(backend.calls(FakeOperation.DESTROY)).isZero();
        }
    }

    @Test
    void anOrphanIsAdoptedWithItsDescriptionAndGoesOn() {
        WorkloadView before = leaveRunning();
        try (TestPlane elsewhere = open(TestPlane.newSchema())) {
            WorkloadView adopted = elsewhere.bean(OrphanActions.class).adopt(id(elsewhere), Jobs.wasm("found"), ACTOR);

            WorkloadView running = elsewhere.waitForState("found", WorkloadState.RUNNING);
            assertThat(running.workload().id()).isEqualTo(before.workload().id());
            assertThat(running.run().incarnation()).isEqualTo(before.run().incarnation());
            assertThat(elsewhere.bean(Orphans.class).all()).isEmpty();
            Eventually.value(
                    "both are told",
                    TestPlane.SOON,
                    () -> elsewhere.history("found").stream().map(Event::reason).toList(),
                    told -> told.containsAll(List.of(ReasonCode.ORPHAN_ADOPTED, ReasonCode.ADOPTED)));
            backend.exit(TestPlane.key(before), 5);
            assertThat(elsewhere.waitFor(adopted, Condition.EXIT).run().exitCode())
                    .isEqualTo(5);
            assertThat(backend.calls(FakeOperation.START)).isEqualTo(1);
        }
    }

    @Test
    void nothingIsAdoptedWithoutADescriptionOrWithTheWrongOne() {
        leaveRunning();
        try (TestPlane elsewhere = open(TestPlane.newSchema())) {
            OrphanActions actions = elsewhere.bean(OrphanActions.class);
            String id = id(elsewhere);

            assertThatExceptionOfType(InvalidRequest.class).isThrownBy(() -> actions.adopt(id, null, ACTOR));
            assertThatExceptionOfType(InvalidRequest.class)
                    .isThrownBy(() -> actions.adopt(id, Jobs.service("web", List.of(), null), ACTOR));
            backend.onStart(spec -> {});
            elsewhere.commands().create(Jobs.wasm("taken"), ACTOR);
            assertThatExceptionOfType(Conflict.class)
                    .isThrownBy(() -> actions.adopt(id, Jobs.wasm("taken"), ACTOR))
                    .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.NAME_TAKEN));
            assertThat(only(elsewhere).id()).hasToString(id);
        }
    }

    @Test
    void whatWasDeletedOnRecordComesBackWithItsOwnDescription() {
        WorkloadView before = leaveRunning();
        TestPlane.execute(
                schema,
                "update run set stage = 'LOST', ended_at = now()",
                "update workload set stage = 'LOST', desired = 'DELETED', object_generation = null,"
                        + " object_kind = null, deleted_at = now()");
        try (TestPlane second = open(schema)) {
            assertThat(only(second).record()).isEqualTo(Orphan.OnRecord.DELETED);

            second.bean(OrphanActions.class).adopt(id(second), null, ACTOR);

            WorkloadView again = second.waitForState("job", WorkloadState.RUNNING);
            assertThat(again.workload().id()).isEqualTo(before.workload().id());
            assertThat(again.run().number()).isEqualTo(2);
        }
    }

    @Test
    void whatIsLeftOfAnOlderGenerationCanOnlyBeRemoved() {
        leaveRunning();
        TestPlane.execute(
                schema,
                "update run set stage = 'STOPPED', ended_at = now()",
                "update workload set stage = 'STOPPED', desired = 'STOPPED', generation = 2, object_generation = null,"
                        + " object_kind = null");
        try (TestPlane second = open(schema)) {
            assertThat(only(second).record()).isEqualTo(Orphan.OnRecord.OTHER_GENERATION);
            assertThatExceptionOfType(Conflict.class)
                    .isThrownBy(() -> second.bean(OrphanActions.class).adopt(id(second), null, ACTOR));

            second.bean(OrphanActions.class).stop(id(second), ACTOR);

            assertThat(backend.size()).isZero();
        }
    }

    @Test
    void anOrphanIsStoppedAndRemovedOnSomebodysWord() {
        leaveRunning();
        try (TestPlane elsewhere = open(TestPlane.newSchema())) {
            OrphanActions actions = elsewhere.bean(OrphanActions.class);
            String id = id(elsewhere);
            backend.next(FakeOperation.DESTROY, new Fault.Fail(DriverErrorCode.BACKEND_UNAVAILABLE));
            assertThatExceptionOfType(TriptychException.Unavailable.class).isThrownBy(() -> actions.stop(id, ACTOR));
            assertThat(only(elsewhere).id()).hasToString(id);

            actions.stop(id, ACTOR);

            assertThat(backend.size()).isZero();
            assertThat(elsewhere.bean(Orphans.class).all()).isEmpty();
            assertThatExceptionOfType(TriptychException.NotFound.class).isThrownBy(() -> actions.stop(id, ACTOR));
        }
    }

    @Test
    void whatIsIgnoredStaysListedAndWarnsNobodyAlsoAfterARestart() {
        leaveRunning();
        String other = TestPlane.newSchema();
        try (TestPlane elsewhere = open(other)) {
            assertThat(elsewhere
                            .bean(OrphanActions.class)
                            .ignore(id(elsewhere), ACTOR)
                            .ignored())
                    .isTrue();
        }
        try (TestPlane again = open(other)) {
            assertThat(only(again).ignored()).isTrue();
            assertThat(Told.by(again.bean(OrphanWarnings.class)).holding()).isEmpty();
        }
    }
}
