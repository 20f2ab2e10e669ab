package dev.triptych.controlplane.reconcile;

import static dev.triptych.controlplane.reconcile.TestPlane.ACTOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.journal.Event;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.PortSpec;
import dev.triptych.controlplane.workload.ProbeSpec;
import dev.triptych.controlplane.workload.RestartSpec;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.PortProtocol;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.fake.FakeBackend;
import dev.triptych.tck.fake.FakeDriver;
import dev.triptych.tck.fake.FakeOperation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What probes do to a service that was ready. */
class ProbesModuleTest {
    private final FakeBackend backend = new FakeBackend(Clock.systemUTC());
    private TestPlane plane;
    private ServerSocket server;

    @TempDir
    Path home;

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        DriverContext context = new DriverContext(new InstallationId(UUID.randomUUID()), home, Clock.systemUTC());
        plane = TestPlane.open(TestPlane.newSchema(), home, new FakeDriver(WorkloadKind.VM, context, backend));
    }

    @AfterEach
    void close() throws IOException {
        plane.close();
        server.close();
    }

    private Description service(RestartSpec.When policy) {
        ProbeSpec probe = new ProbeSpec(
                new ProbeSpec.Tcp("tcp"),
                Duration.ofMillis(20),
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                new ProbeSpec.Thresholds(2, 3));
        PortSpec port = new PortSpec("tcp", server.getLocalPort(), PortProtocol.TCP, null, null);
        RestartSpec restart =
                new RestartSpec(policy, null, Duration.ofMinutes(1), Duration.ofMillis(10), Duration.ofMillis(10));
        return Jobs.restarting(Jobs.service("web", java.util.List.of(port), probe), restart);
    }

    /** Nobody listens there any more. */
    private int silence() throws IOException {
        int port = server.getLocalPort();
        server.close();
        return port;
    }

    @Test
    void whatAnswersNoMoreGoesOnAndIsReadyWhenItAnswersAgain() throws IOException {
        plane.commands().create(service(RestartSpec.When.NEVER), ACTOR);
        plane.waitForState("web", WorkloadState.READY);

        int port = silence();
        WorkloadView silent = plane.waitForState("web", WorkloadState.RUNNING);
        assertThat(silent.run().reason().code()).isEqualTo(ReasonCode.PROBE_FAILED);
        assertThat(silent.run().readyAt()).isNotNull();
        server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        WorkloadView again = plane.waitForState("web", WorkloadState.READY);

        assertThat(again.run().number()).isEqualTo(1);
        assertThat(backend.calls(FakeOperation.STOP)).isZero();
    }

    @Test
    void whatAnswersNoMoreIsBegunAgainWhereThePolicySaysSo() throws IOException {
        plane.commands().create(service(RestartSpec.When.ON_FAILURE), ACTOR);
        plane.waitForState("web", WorkloadState.READY);

        int port = silence();
        Eventually.holds(
                "a second run began",
                TestPlane.SOON,
                () -> plane.queries().get("web").run().number() == 2);
        assertThat(plane.queries().run("web", 1).reason().code()).isEqualTo(ReasonCode.PROBE_FAILED);
        server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        assertThat(plane.waitForState("web", WorkloadState.READY).run().number())
                .isEqualTo(2);
    }

    @Test
    void silenceWhileTheBackendCannotBeAskedEndsNothing() throws IOException {
        plane.commands().create(service(RestartSpec.When.ALWAYS), ACTOR);
        plane.waitForState("web", WorkloadState.READY);

        backend.goAway();
        plane.waitForState("web", WorkloadState.UNKNOWN);
        int port = silence();
        long failures = plane.history("web").size();
        Eventually.holds("some probes have failed", TestPlane.SOON, () -> probed(10));
        server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        backend.comeBack();

        WorkloadView back = plane.waitForState("web", WorkloadState.READY);
        assertThat(back.run().number()).isEqualTo(1);
        assertThat(plane.history("web")).hasSizeGreaterThanOrEqualTo((int) failures);
        assertThat(plane.history("web")).extracting(Event::reason).doesNotContain(ReasonCode.PROBE_FAILED);
    }

    private boolean probed(long more) {
        Probes probes = plane.bean(Probes.class);
        long before = probes.attempts();
        return Eventually.value("probes go on", TestPlane.SOON, probes::attempts, now -> now >= before + more) > 0;
    }
}
