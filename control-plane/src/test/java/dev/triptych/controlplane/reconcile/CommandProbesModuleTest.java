package dev.triptych.controlplane.reconcile;

import static dev.triptych.controlplane.reconcile.TestPlane.ACTOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.ProbeSpec;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.fake.FakeBackend;
import dev.triptych.tck.fake.FakeDriver;
import dev.triptych.tck.fake.FakeOperation;
import dev.triptych.tck.fake.FakeSession;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Probes that run a command in the service. */
class CommandProbesModuleTest {
    private final FakeBackend backend = new FakeBackend(Clock.systemUTC());
    private final Queue<FakeSession> sessions = new ConcurrentLinkedQueue<>();
    private volatile int code = 1;
    private TestPlane plane;

    @TempDir
    Path home;

    @BeforeEach
    void open() {
        DriverContext context = new DriverContext(new InstallationId(UUID.randomUUID()), home, Clock.systemUTC());
        plane = TestPlane.open(TestPlane.newSchema(), home, new FakeDriver(WorkloadKind.VM, context, backend));
        backend.onExecute((key, session) -> {
            sessions.add(session);
            session.print("noise");
            if (code < 0) {
                session.stay();
            }
            session.exit(code);
        });
    }

    @AfterEach
    void close() {
        plane.close();
    }

    private static Description service(Duration timeout) {
        return Jobs.service(
                "cache",
                List.of(),
                new ProbeSpec(
                        new ProbeSpec.Exec(List.of("redis-cli", "ping")),
                        Duration.ofMillis(10),
                        timeout,
                        Duration.ofSeconds(20),
                        new ProbeSpec.Thresholds(1, 2)));
    }

    private void wasAsked(int times) {
        int before = sessions.size();
        Eventually.holds("it was asked", TestPlane.SOON, () -> sessions.size() >= before + times);
    }

    @Test
    void theExitCodeOfTheCommandDecides() {
        plane.commands().create(service(Duration.ofSeconds(20)), ACTOR);
        plane.waitForState("cache", WorkloadState.RUNNING);
        wasAsked(3);
        assertThat(plane.queries().get("cache").workload().state()).isNotEqualTo(WorkloadState.READY);

        code = 0;
        plane.waitForState("cache", WorkloadState.READY);
        assertThat(sessions.peek()).isNotNull();
        assertThat(sessions.element().command().arguments()).containsExactly("redis-cli", "ping");

        code = 7;
        assertThat(plane.waitForState("cache", WorkloadState.RUNNING)
                        .run()
                        .reason()
                        .code())
                .isEqualTo(ReasonCode.PROBE_FAILED);
    }

    @Test
    void aCommandThatTakesTooLongIsEndedAndHasFailed() {
        code = -1;
        plane.commands().create(service(Duration.ofMillis(30)), ACTOR);
        plane.waitForState("cache", WorkloadState.RUNNING);
        wasAsked(3);

        assertThat(plane.queries().get("cache").workload().state()).isNotEqualTo(WorkloadState.READY);
        Eventually.holds(
                "the first was ended", TestPlane.SOON, () -> !sessions.element().running());
    }

    @Test
    void silenceOfABackendThatCannotBeAskedEndsNothing() {
        code = 0;
        plane.commands().create(service(Duration.ofSeconds(20)), ACTOR);
        plane.waitForState("cache", WorkloadState.READY);

        backend.goAway();
        plane.waitForState("cache", WorkloadState.UNKNOWN);
        long asked = plane.bean(Probes.class).attempts();
        Eventually.holds(
                "probes went on", TestPlane.SOON, () -> plane.bean(Probes.class).attempts() > asked + 3);
        backend.comeBack();

        assertThat(plane.waitForState("cache", WorkloadState.READY).run().number())
                .isEqualTo(1);
        assertThat(backend.calls(FakeOperation.STOP)).isZero();
    }
}
