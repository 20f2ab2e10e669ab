package dev.triptych.controlplane.reconcile;

import static dev.triptych.controlplane.reconcile.TestPlane.ACTOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.controlplane.journal.Event;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.Observed;
import dev.triptych.controlplane.workload.PortSpec;
import dev.triptych.controlplane.workload.ProbeSpec;
import dev.triptych.controlplane.workload.RestartSpec;
import dev.triptych.controlplane.workload.Stage;
import dev.triptych.controlplane.workload.Waiting.Condition;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.Pausing;
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
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is paused, by a command or behind our back, is told so, and nothing is believed of it because it is silent. */
class PausesModuleTest {
    private final FakeBackend backend = new FakeBackend(Clock.systemUTC());
    private final InstallationId installation = new InstallationId(UUID.randomUUID());
    private final String schema = TestPlane.newSchema();
    private FakeDriver driver;
    private TestPlane plane;

    @TempDir
    Path home;

    @BeforeEach
    void open() {
        driver = new FakeDriver(WorkloadKind.VM, new DriverContext(installation, home, Clock.systemUTC()), backend);
        plane = TestPlane.open(schema, home, driver);
    }

    @AfterEach
    void close() {
        plane.close();
    }

    private WorkloadView ready() {
        plane.commands().create(Jobs.service("web", List.of(), null), ACTOR);
        return plane.waitForState("web", WorkloadState.READY);
    }

    private WorkloadView pause() {
        return plane.bean(Pauses.class).pause("web", ACTOR);
    }

    private WorkloadView resume() {
        return plane.bean(Pauses.class).resume("web", ACTOR);
    }

    /** Somebody else's hand on the backend. */
    private Pausing another() {
        return driver.capability(Pausing.class).orElseThrow();
    }

    /** Reason and actor of what was told of pauses. */
    private List<String> told() {
        return plane.history("web").stream()
                .filter(event -> event.reason() == ReasonCode.PAUSED || event.reason() == ReasonCode.RESUMED)
                .map(event -> event.reason() + " " + event.actor() + " " + event.from() + " " + event.to())
                .toList();
    }

    private void sweeps(int times) {
        int before = backend.calls(FakeOperation.OBSERVE_ALL);
        Eventually.holds(
                times + " sweeps have passed",
                TestPlane.SOON,
                () -> backend.calls(FakeOperation.OBSERVE_ALL) >= before + times);
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatExceptionOfType(TriptychException.class)
                .isThrownBy(call)
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    @Test
    void whoPausedAndResumedItIsToldOnceAndItsRunGoesOn() {
        WorkloadView before = ready();
        WorkloadView paused = pause();
        assertThat(paused.state()).isEqualTo(WorkloadState.PAUSED);
        assertThat(paused.run().stage()).isEqualTo(Stage.READY);
        assertThat(paused.workload().reason().code()).isEqualTo(ReasonCode.PAUSED);
        assertThat(pause().state()).isEqualTo(WorkloadState.PAUSED);
        sweeps(2);

        WorkloadView resumed = resume();
        assertThat(resumed.state()).isEqualTo(WorkloadState.READY);
        assertThat(resumed.run().incarnation()).isEqualTo(before.run().incarnation());
        assertThat(resume().state()).isEqualTo(WorkloadState.READY);
        sweeps(2);
        assertThat(told()).containsExactly("PAUSED tester ready paused", "RESUMED tester paused ready");
        assertThat(backend.calls(FakeOperation.PAUSE)).isEqualTo(1);
        assertThat(backend.calls(FakeOperation.RESUME)).isEqualTo(1);
    }

    @Test
    void whatIsDoneBehindOurBackIsToldOfTheBackend() {
        WorkloadView view = ready();
        another().pause(TestPlane.key(view));
        plane.waitForState("web", WorkloadState.PAUSED);
        another().resume(TestPlane.key(view));
        plane.waitForState("web", WorkloadState.READY);
        another().pause(TestPlane.key(view));
        plane.waitForState("web", WorkloadState.PAUSED);
        resume();

        assertThat(told())
                .containsExactly(
                        "PAUSED system ready paused",
                        "RESUMED system paused ready",
                        "PAUSED system ready paused",
                        "RESUMED tester paused ready");
    }

    @Test
    void aRestartOfTheServiceFindsItPaused() {
        WorkloadView before = ready();
        pause();
        plane.close();
        plane = TestPlane.open(schema, home, driver);
        Eventually.holds(
                "it is taken over",
                TestPlane.SOON,
                () -> plane.history("web").stream().anyMatch(event -> event.reason() == ReasonCode.ADOPTED));
        WorkloadView found = plane.queries().get("web");
        assertThat(found.state()).isEqualTo(WorkloadState.PAUSED);
        assertThat(found.workload().sight().observed()).isEqualTo(Observed.PAUSED);
        assertThat(found.workload().reason().message()).contains("paused");

        assertThat(resume().state()).isEqualTo(WorkloadState.READY);
        assertThat(plane.queries().get("web").run().incarnation())
                .isEqualTo(before.run().incarnation());
        assertThat(backend.calls(FakeOperation.START)).isEqualTo(1);
    }

    @Test
    void aPauseWhileTheBackendCouldNotBeAskedIsSeenWhenItAnswers() {
        WorkloadView view = ready();
        another().pause(TestPlane.key(view));
        plane.waitForState("web", WorkloadState.PAUSED);
        backend.goAway();
        plane.waitForState("web", WorkloadState.UNKNOWN);
        assertRefused(ErrorCode.ACTION_NOT_POSSIBLE, this::resume);
        backend.comeBack();
        plane.waitForState("web", WorkloadState.PAUSED);
        assertThat(resume().state()).isEqualTo(WorkloadState.READY);
    }

    @Test
    void whatIsPausedCanBeStoppedRestartedReplacedAndDeleted() {
        WorkloadView view = ready();
        pause();
        assertRefused(ErrorCode.ACTION_NOT_POSSIBLE, () -> plane.commands().start("web", ACTOR));
        plane.commands().stop("web", ACTOR);
        plane.waitForState("web", WorkloadState.STOPPED);
        assertRefused(ErrorCode.ACTION_NOT_POSSIBLE, this::pause);

        plane.commands().start("web", ACTOR);
        plane.waitForState("web", WorkloadState.READY);
        pause();
        plane.commands().restart("web", ACTOR);
        assertThat(plane.waitForState("web", WorkloadState.READY).run().number())
                .isEqualTo(3);

        pause();
        plane.commands().delete("web", null, ACTOR);
        plane.waitFor(view, Condition.GONE);
        assertThat(backend.size()).isZero();
        assertThat(plane.history("web"))
                .extracting(Event::reason)
                .doesNotContain(ReasonCode.RESUMED, ReasonCode.LOST, ReasonCode.VANISHED);
    }

    @Test
    void whatTheBackendRefusesChangesNothingAndALostReplyIsFoundOut() {
        ready();
        backend.next(FakeOperation.PAUSE, new Fault.Fail(DriverErrorCode.BACKEND_REFUSED));
        assertRefused(ErrorCode.BACKEND_REFUSED, this::pause);
        assertThat(plane.queries().get("web").state()).isEqualTo(WorkloadState.READY);

        backend.next(FakeOperation.PAUSE, new Fault.LoseReply());
        assertRefused(ErrorCode.BACKEND_TIMEOUT, this::pause);
        plane.waitForState("web", WorkloadState.PAUSED);
        assertThat(resume().state()).isEqualTo(WorkloadState.READY);
    }

    private static Description probed(int port, Duration startupDeadline) {
        ProbeSpec probe = new ProbeSpec(
                new ProbeSpec.Tcp("tcp"),
                Duration.ofMillis(20),
                Duration.ofSeconds(5),
                startupDeadline,
                new ProbeSpec.Thresholds(1, 1));
        RestartSpec restart = new RestartSpec(
                RestartSpec.When.ALWAYS, null, Duration.ofMinutes(1), Duration.ofMillis(10), Duration.ofMillis(10));
        PortSpec listening = new PortSpec("tcp", port, PortProtocol.TCP, null, null);
        return Jobs.restarting(Jobs.service("web", List.of(listening), probe), restart);
    }

    @Test
    void theSilenceOfWhatIsPausedEndsNothing() throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        int port = server.getLocalPort();
        plane.commands().create(probed(port, Duration.ofSeconds(20)), ACTOR);
        plane.waitForState("web", WorkloadState.READY);
        pause();
        server.close();
        sweeps(2); // the last attempt is over
        long asked = plane.bean(Probes.class).attempts();
        sweeps(3);
        assertThat(plane.bean(Probes.class).attempts()).isEqualTo(asked);

        try (ServerSocket again = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
            assertThat(again.isBound()).isTrue();
            resume();
            Eventually.holds(
                    "it is asked again",
                    TestPlane.SOON,
                    () -> plane.bean(Probes.class).attempts() > asked + 2);
            WorkloadView view = plane.queries().get("web");
            assertThat(view.state()).isEqualTo(WorkloadState.READY);
            assertThat(view.run().number()).isEqualTo(1);
            assertThat(plane.history("web")).extracting(Event::reason).doesNotContain(ReasonCode.PROBE_FAILED);
        }
    }

    @Test
    void theDeadlineOfItsStartBeginsAnewWhenItIsResumed() throws IOException {
        int nobodyListens;
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            nobodyListens = server.getLocalPort();
        }
        plane.commands().create(probed(nobodyListens, Duration.ofSeconds(2)), ACTOR);
        plane.waitForState("web", WorkloadState.RUNNING);
        pause();
        sweeps(14); // longer than the deadline
        assertThat(plane.queries().get("web").state()).isEqualTo(WorkloadState.PAUSED);
        assertThat(plane.queries().get("web").run().number()).isEqualTo(1);

        resume();
        Eventually.holds(
                "its first run is over",
                TestPlane.SOON,
                () -> plane.queries().get("web").run().number() > 1);
        assertThat(plane.queries().run("web", 1).reason().code()).isEqualTo(ReasonCode.STARTUP_DEADLINE);
    }
}
