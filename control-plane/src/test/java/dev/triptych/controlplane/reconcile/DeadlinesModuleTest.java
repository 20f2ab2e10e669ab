package dev.triptych.controlplane.reconcile;

import static dev.triptych.controlplane.reconcile.TestPlane.ACTOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.workload.Observed;
import dev.triptych.controlplane.workload.Waiting.Condition;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.fake.FakeBackend;
import dev.triptych.tck.fake.FakeDriver;
import dev.triptych.tck.fake.FakeOperation;
import dev.triptych.tck.fake.Fault;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backend that hangs: no state on the way lasts for ever, and none is left for a lie. */
class DeadlinesModuleTest {
    private final FakeBackend backend = new FakeBackend(Clock.systemUTC());
    private TestPlane plane;

    @TempDir
    Path home;

    @BeforeEach
    void open() {
        DriverContext context = new DriverContext(new InstallationId(UUID.randomUUID()), home, Clock.systemUTC());
        plane = TestPlane.openImpatient(
                TestPlane.newSchema(), home, new FakeDriver(WorkloadKind.WASM, context, backend));
    }

    @AfterEach
    void close() {
        plane.close();
    }

    private WorkloadView create() {
        return plane.commands().create(Jobs.wasm("job"), ACTOR);
    }

    @Test
    void aPreparationThatHangsFailsTheRun() {
        backend.next(FakeOperation.PREPARE, new Fault.Hang());

        WorkloadView ended = plane.waitFor(create(), Condition.EXIT);

        assertThat(ended.state()).isEqualTo(WorkloadState.FAILED);
        assertThat(ended.run().reason().code()).isEqualTo(ReasonCode.STUCK_IN_PREPARING);
        assertThat(backend.calls(FakeOperation.CREATE)).isZero();
    }

    @Test
    void aStartThatHangsFailsTheRunOnceNothingRuns() {
        backend.next(FakeOperation.START, new Fault.Hang());

        WorkloadView ended = plane.waitFor(create(), Condition.EXIT);

        assertThat(ended.state()).isEqualTo(WorkloadState.FAILED);
        assertThat(ended.run().reason().code()).isEqualTo(ReasonCode.STUCK_IN_STARTING);
        assertThat(backend.calls(FakeOperation.START)).isEqualTo(1);
        plane.commands().delete("job", null, ACTOR);
        plane.waitFor(ended, Condition.GONE);
        assertThat(backend.size()).isZero();
    }

    @Test
    void aStartThatNeverAnswersInTimeIsNotRepeatedForEver() {
        for (int i = 0; i < 10_000; i++) {
            backend.next(FakeOperation.CREATE, new Fault.Fail(dev.triptych.spi.DriverErrorCode.BACKEND_TIMEOUT));
        }

        WorkloadView ended = plane.waitFor(create(), Condition.EXIT);

        assertThat(ended.run().reason().code()).isEqualTo(ReasonCode.STUCK_IN_STARTING);
    }

    @Test
    void aStopThatHangsIsUnknownAndThenStopped() {
        WorkloadView created = create();
        plane.waitForState("job", WorkloadState.RUNNING);
        backend.next(FakeOperation.STOP, new Fault.Hang());

        plane.commands().stop("job", ACTOR);
        Eventually.holds(
                "it is stuck",
                TestPlane.SOON,
                () -> plane.history("job").stream().anyMatch(event -> event.reason() == ReasonCode.STUCK_IN_STOPPING));

        assertThat(plane.waitFor(created, Condition.EXIT).state()).isEqualTo(WorkloadState.STOPPED);
    }

    @Test
    void aRemovalThatHangsSaysSoAndIsRepeated() {
        WorkloadView created = create();
        plane.waitForState("job", WorkloadState.RUNNING);
        backend.next(FakeOperation.DESTROY, new Fault.Hang());

        plane.commands().delete("job", null, ACTOR);
        plane.waitFor(created, Condition.GONE);

        assertThat(plane.history("job")).anyMatch(event -> event.reason() == ReasonCode.STUCK_IN_DELETING);
        assertThat(backend.size()).isZero();
    }

    @Test
    void whatCannotBeAskedSaysSinceWhenAndWhenItWasLastSeen() {
        create();
        plane.waitForState("job", WorkloadState.RUNNING);

        backend.goAway();
        WorkloadView unknown = plane.waitForState("job", WorkloadState.UNKNOWN);

        assertThat(unknown.workload().sight().observed()).isEqualTo(Observed.UNKNOWN);
        assertThat(unknown.workload().sight().unknownSince()).isNotNull();
        assertThat(unknown.workload().sight().observedAt())
                .isNotNull()
                .isBeforeOrEqualTo(
                        Objects.requireNonNull(unknown.workload().sight().unknownSince()));
        backend.comeBack();
        WorkloadView back = plane.waitForState("job", WorkloadState.RUNNING);
        assertThat(back.workload().sight().unknownSince()).isNull();
    }
}
