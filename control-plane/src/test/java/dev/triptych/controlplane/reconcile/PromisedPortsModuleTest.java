package dev.triptych.controlplane.reconcile;

import static dev.triptych.controlplane.reconcile.TestPlane.ACTOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.controlplane.http.SimulatedBackends;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.Limits;
import dev.triptych.controlplane.workload.PortSpec;
import dev.triptych.controlplane.workload.PublishedPorts;
import dev.triptych.controlplane.workload.RestartSpec;
import dev.triptych.controlplane.workload.SourceSpec;
import dev.triptych.controlplane.workload.Waiting.Condition;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.PortProtocol;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.fake.FakeBackend;
import dev.triptych.tck.fake.FakeDriver;
import dev.triptych.tck.fake.FakeOperation;
import dev.triptych.tck.fake.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A port of the host belongs to a workload from when it is on record, though nobody has bound it yet. */
class PromisedPortsModuleTest {
    private final FakeBackend backend = new FakeBackend(Clock.systemUTC());

    @TempDir
    Path home;

    @SuppressWarnings("NullAway.Init") // before each test
    private TestPlane plane;

    @BeforeEach
    void open() {
        DriverContext context = new DriverContext(new InstallationId(UUID.randomUUID()), home, Clock.systemUTC());
        FakeDriver containers = new FakeDriver(WorkloadKind.CONTAINER, context, backend);
        plane = TestPlane.open(TestPlane.newSchema(), home, SimulatedBackends.withImages(containers, backend));
    }

    @AfterEach
    void close() {
        plane.close();
    }

    private WorkloadView create(Description description) {
        return plane.commands().create(description, ACTOR);
    }

    private static Description service(String name, List<PortSpec> ports) {
        return new Description(
                name,
                WorkloadKind.CONTAINER,
                Lifecycle.SERVICE,
                new SourceSpec.Image("triptych/greeter:1"),
                List.of(),
                Map.of(),
                "",
                List.of(),
                ports,
                new Limits(1, ByteSize.ofMebibytes(64), null),
                null,
                RestartSpec.NEVER,
                Map.of(),
                "auto",
                null,
                null,
                null);
    }

    private static Description publishing(String name, int port) {
        return service(name, List.of(new PortSpec("http", 80, PortProtocol.HTTP, port, null)));
    }

    private static int free() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    @Test
    void aPortOfAWorkloadThatIsQueuedIsRefusedToOthersUntilItIsGone() throws IOException {
        int port = free();
        create(service("first", List.of()));
        plane.waitForState("first", WorkloadState.READY);
        backend.next(FakeOperation.START, new Fault.Fail(DriverErrorCode.CAPACITY_EXCEEDED));
        WorkloadView queued = create(publishing("queued", port));
        Eventually.holds(
                "it waits for room",
                TestPlane.SOON,
                () -> plane.queries().get("queued").run().reason().code().equals(ReasonCode.CAPACITY_EXCEEDED));
        assertThat(plane.queries().get("queued").state()).isEqualTo(WorkloadState.QUEUED);

        PublishedPorts published = plane.bean(PublishedPorts.class);
        assertThat(published.holder(port, PortProtocol.TCP, "other")).contains("queued");
        assertThat(published.holder(port, PortProtocol.UDP, "other"))
                .as("of UDP")
                .isEmpty();
        assertThat(published.holder(port, PortProtocol.HTTP, "queued"))
                .as("its own")
                .isEmpty();
        assertThatExceptionOfType(TriptychException.Conflict.class)
                .isThrownBy(() -> create(publishing("other", port)))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.PORT_TAKEN))
                .withMessageContaining("\"queued\"")
                .withMessageContaining(String.valueOf(port));
        assertThatExceptionOfType(TriptychException.NotFound.class)
                .isThrownBy(() -> plane.queries().get("other"));

        plane.commands().delete("queued", null, ACTOR);
        plane.waitFor(queued, Condition.GONE);
        assertThat(published.holder(port, PortProtocol.TCP, "other")).isEmpty();
        create(publishing("other", port));
        plane.waitForState("other", WorkloadState.READY);
    }
}
