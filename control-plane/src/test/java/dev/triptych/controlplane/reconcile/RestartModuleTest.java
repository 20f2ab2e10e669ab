package dev.triptych.controlplane.reconcile;

import static dev.triptych.controlplane.reconcile.TestPlane.ACTOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.journal.Event;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.workload.Phase;
import dev.triptych.controlplane.workload.Waiting.Condition;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.fake.FakeBackend;
import dev.triptych.tck.fake.FakeDriver;
import dev.triptych.tck.fake.FakeOperation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restarts: the record and the backend stay, the process is another. */
class RestartModuleTest {
    private final FakeBackend backend = new FakeBackend(Clock.systemUTC());
    private final InstallationId installation = new InstallationId(UUID.randomUUID());
    private final String schema = TestPlane.newSchema();

    @TempDir
    Path home;

    private TestPlane open() {
        return TestPlane.open(schema, home, driver());
    }

    private FakeDriver driver() {
        return new FakeDriver(WorkloadKind.WASM, new DriverContext(installation, home, Clock.systemUTC()), backend);
    }

    private TestPlane openMortal() {
        return TestPlane.open(schema, home, new MortalDriver(driver()));
    }

    private void write(WorkloadView view, String text) {
        backend.write(TestPlane.key(view), LogStream.STDOUT, text.getBytes(StandardCharsets.UTF_8));
    }

    private WorkloadView running(TestPlane plane) {
        plane.commands().create(Jobs.wasm("job"), ACTOR);
        WorkloadView running = plane.waitForState("job", WorkloadState.RUNNING);
        write(running, "before ");
        plane.waitForState("job", WorkloadState.READY);
        return running;
    }

    @Test
    void whatRunsIsTakenOverAndNotStartedAgain() {
        WorkloadView before;
        try (TestPlane first = open()) {
            before = running(first);
        }
        write(before, "between ");
        try (TestPlane second = open()) {
            Eventually.holds(
                    "it is taken over",
                    TestPlane.SOON,
                    () -> second.history("job").stream().anyMatch(event -> event.reason() == ReasonCode.ADOPTED));
            write(before, "after");
            backend.exit(TestPlane.key(before), 4);
            WorkloadView ended = second.waitFor(before, Condition.EXIT);

            assertThat(ended.run().number()).isEqualTo(1);
            assertThat(ended.run().exitCode()).isEqualTo(4);
            assertThat(ended.run().incarnation()).isEqualTo(before.run().incarnation());
            assertThat(second.stdout(ended)).isEqualTo("before between after");
            assertThat(backend.calls(FakeOperation.START)).isEqualTo(1);
        }
    }

    @Test
    void whatEndedMeanwhileIsRecordedAsItEnded() {
        WorkloadView before;
        try (TestPlane first = open()) {
            before = running(first);
        }
        write(before, "last words");
        backend.exit(TestPlane.key(before), 9);
        try (TestPlane second = open()) {
            WorkloadView ended = second.waitFor(before, Condition.EXIT);

            assertThat(ended.run().exitCode()).isEqualTo(9);
            assertThat(second.stdout(ended)).isEqualTo("before last words");
        }
    }

    @Test
    void whatVanishedMeanwhileIsLost() {
        WorkloadView before;
        try (TestPlane first = open()) {
            before = running(first);
        }
        backend.vanish(TestPlane.key(before));
        try (TestPlane second = open()) {
            assertThat(second.waitFor(before, Condition.EXIT).state()).isEqualTo(WorkloadState.LOST);
        }
    }

    @Test
    void aBackendThatIsAwayAtTheStartLeavesItsWorkloadsUnknown() {
        WorkloadView before;
        try (TestPlane first = open()) {
            before = running(first);
        }
        backend.goAway();
        try (TestPlane second = open()) {
            second.waitForState("job", WorkloadState.UNKNOWN);
            backend.comeBack();
            WorkloadView back = second.waitForState("job", WorkloadState.READY);
            assertThat(back.run().incarnation()).isEqualTo(before.run().incarnation());
        }
    }

    @Test
    void aStartThatTheRecordDoesNotKnowOfIsFoundByItsIncarnation() {
        WorkloadView before;
        try (TestPlane first = open()) {
            before = running(first);
        }
        forgetTheStart();
        try (TestPlane second = open()) {
            WorkloadView found = Eventually.value(
                    "the start is found",
                    TestPlane.SOON,
                    () -> second.queries().get("job"),
                    view -> view.run().incarnation() != null);
            assertThat(found.run().incarnation()).isEqualTo(before.run().incarnation());
            assertThat(found.run().phases())
                    .filteredOn(phase -> phase.name() == Phase.Name.START)
                    .allSatisfy(phase -> assertThat(phase.unavailable()).contains("restarted"));
            assertThat(backend.calls(FakeOperation.START)).isEqualTo(1);
        }
    }

    /** As if the process had died between the backend's confirmation and the record of it. */
    private void forgetTheStart() {
        TestPlane.execute(
                schema,
                "update run set stage = 'QUEUED', incarnation = null, started_at = null, ready_at = null, phases ="
                        + " '[]'",
                "update workload set stage = 'QUEUED', observed = 'ABSENT'");
    }

    @Test
    void aRunThatNeverBeganBeginsAfterTheRestart() {
        WorkloadView before;
        try (TestPlane first = open()) {
            before = running(first);
        }
        backend.vanish(TestPlane.key(before));
        forgetTheStart();
        try (TestPlane second = open()) {
            second.waitForState("job", WorkloadState.RUNNING);
            assertThat(backend.calls(FakeOperation.START)).isEqualTo(2);
        }
    }

    @Test
    void runsThatDieWithTheControlPlaneAreLostForThatReason() {
        WorkloadView before;
        try (TestPlane first = openMortal()) {
            before = running(first);
        }
        backend.vanish(TestPlane.key(before));
        try (TestPlane second = openMortal()) {
            WorkloadView ended = second.waitFor(before, Condition.EXIT);

            assertThat(ended.state()).isEqualTo(WorkloadState.LOST);
            assertThat(ended.run().reason().code()).isEqualTo(ReasonCode.LOST_WITH_CONTROL_PLANE);
            assertThat(second.history("job")).extracting(Event::reason).contains(ReasonCode.LOST_WITH_CONTROL_PLANE);
        }
    }

    @Test
    void aDeletionGoesOnAfterARestart() {
        WorkloadView before;
        try (TestPlane first = open()) {
            before = running(first);
            backend.goAway();
            first.commands().delete("job", null, ACTOR);
            first.waitForState("job", WorkloadState.DELETING);
        }
        backend.comeBack();
        try (TestPlane second = open()) {
            second.waitFor(before, Condition.GONE);
            assertThat(backend.size()).isZero();
        }
    }
}
