package dev.triptych.controlplane.reconcile;

import static dev.triptych.controlplane.reconcile.TestPlane.ACTOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.journal.Event;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.Waiting.Condition;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.fake.FakeBackend;
import dev.triptych.tck.fake.FakeDriver;
import dev.triptych.tck.fake.FakeOperation;
import dev.triptych.tck.fake.Fault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What backends do wrong, and what becomes of a run by that. */
class BackendFaultsModuleTest {
    private final FakeBackend backend = new FakeBackend(Clock.systemUTC());

    @TempDir
    Path home;

    @SuppressWarnings("NullAway.Init") // before each test
    private TestPlane plane;

    @BeforeEach
    void open() {
        DriverContext context = new DriverContext(new InstallationId(UUID.randomUUID()), home, Clock.systemUTC());
        plane = TestPlane.open(
                TestPlane.newSchema(),
                home,
                new FakeDriver(WorkloadKind.WASM, context, backend),
                new FakeDriver(WorkloadKind.VM, context, backend));
    }

    @AfterEach
    void close() {
        plane.close();
    }

    private void programs(int exitCode, String output) {
        backend.onStart(spec -> {
            backend.write(spec.key(), LogStream.STDOUT, output.getBytes(StandardCharsets.UTF_8));
            backend.exit(spec.key(), exitCode);
        });
    }

    private WorkloadView create(Description description) {
        return plane.commands().create(description, ACTOR);
    }

    @Test
    void stoppingInterruptsAPreparationThatHangs() {
        backend.next(FakeOperation.PREPARE, new Fault.Hang());
        WorkloadView queued = create(Jobs.wasm("job"));
        plane.waitForState("job", WorkloadState.PREPARING);

        plane.commands().stop("job", ACTOR);
        WorkloadView ended = plane.waitFor(queued, Condition.EXIT);

        assertThat(ended.run().reason().code()).isEqualTo(ReasonCode.STOPPED_BEFORE_START);
        assertThat(backend.calls(FakeOperation.CREATE)).isZero();
    }

    @Test
    void aStartThatIsRefusedFailsTheRunWithThatReason() {
        backend.next(FakeOperation.START, new Fault.Fail(DriverErrorCode.PORT_TAKEN));

        WorkloadView ended = plane.waitFor(create(Jobs.wasm("job")), Condition.EXIT);

        assertThat(ended.state()).isEqualTo(WorkloadState.FAILED);
        assertThat(ended.run().reason().code()).isEqualTo(ReasonCode.PORT_TAKEN);
    }

    @Test
    void whoFindsNoRoomWaitsForARunThatHoldsIt() {
        WorkloadView first = create(Jobs.wasm("first"));
        plane.waitForState("first", WorkloadState.RUNNING);
        backend.next(FakeOperation.START, new Fault.Fail(DriverErrorCode.CAPACITY_EXCEEDED));
        create(Jobs.wasm("second"));
        Eventually.holds(
                "it waits",
                TestPlane.SOON,
                () -> plane.queries().get("second").run().reason().code().equals(ReasonCode.CAPACITY_EXCEEDED));

        backend.exit(TestPlane.key(first), 0);

        plane.waitForState("second", WorkloadState.RUNNING);
    }

    @Test
    void whatDoesNotFitOnAnIdleHostFails() {
        backend.next(FakeOperation.START, new Fault.Fail(DriverErrorCode.CAPACITY_EXCEEDED));

        WorkloadView ended = plane.waitFor(create(Jobs.wasm("job")), Condition.EXIT);

        assertThat(ended.run().reason().code()).isEqualTo(ReasonCode.CAPACITY_EXCEEDED);
    }

    @Test
    void aStartWhoseReplyIsLostIsFoundAndNotRepeated() {
        backend.next(FakeOperation.START, new Fault.LoseReply());

        create(Jobs.wasm("job"));
        WorkloadView running = plane.waitForState("job", WorkloadState.RUNNING);

        assertThat(backend.calls(FakeOperation.START)).isEqualTo(1);
        assertThat(running.run().reason().code()).isEqualTo(ReasonCode.ADOPTED);
        backend.exit(TestPlane.key(running), 3);
        assertThat(plane.waitFor(running, Condition.EXIT).run().exitCode()).isEqualTo(3);
    }

    @Test
    void aBackendThatCannotBeAskedIsNoFailure() {
        create(Jobs.wasm("job"));
        plane.waitForState("job", WorkloadState.RUNNING);

        backend.goAway();
        plane.waitForState("job", WorkloadState.UNKNOWN);
        backend.comeBack();
        WorkloadView back = plane.waitForState("job", WorkloadState.RUNNING);

        assertThat(back.run().number()).isEqualTo(1);
        assertThat(backend.calls(FakeOperation.START)).isEqualTo(1);
    }

    @Test
    void whatIsSubmittedWhileTheBackendIsAwayRunsWhenItIsBack() {
        programs(0, "late");
        backend.next(FakeOperation.PREPARE, new Fault.Fail(DriverErrorCode.BACKEND_UNAVAILABLE));

        WorkloadView ended = plane.waitFor(create(Jobs.wasm("job")), Condition.EXIT);

        assertThat(ended.state()).isEqualTo(WorkloadState.SUCCEEDED);
        assertThat(plane.history("job")).extracting(Event::reason).contains(ReasonCode.BACKEND_UNAVAILABLE);
    }

    @Test
    void whatVanishesBehindOurBackIsLost() {
        create(Jobs.wasm("job"));
        WorkloadView running = plane.waitForState("job", WorkloadState.RUNNING);

        backend.vanish(TestPlane.key(running));

        assertThat(plane.waitFor(running, Condition.EXIT).state()).isEqualTo(WorkloadState.LOST);
    }
}
