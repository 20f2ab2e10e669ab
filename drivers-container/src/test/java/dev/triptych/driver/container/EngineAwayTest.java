package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.triptych.spi.DriverContext;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.DriverHealth;
import dev.triptych.spi.DriverListener;
import dev.triptych.spi.ImageSource;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Observation;
import dev.triptych.spi.Registration;
import dev.triptych.spi.Source;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.CollectedLog;
import dev.triptych.tck.Eventually;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An Engine that hangs, is not there, or goes and comes. */
class EngineAwayTest {
    private static final Duration DEADLINE = Duration.ofMillis(300);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String DIGEST = "sha256:" + "a".repeat(64);
    private static final String INFO =
            "{\"ServerVersion\":\"1.2.3\",\"OSType\":\"linux\",\"Architecture\":\"x86_64\",\"NCPU\":2,"
                    + "\"MemTotal\":1073741824,\"MemoryLimit\":true,\"CpuCfsQuota\":true,\"CgroupDriver\":\"systemd\"}";

    @TempDir
    private Path home;

    private final WorkloadKey key = DockerFixture.newKey();
    private final WorkloadSpec spec =
            DockerFixture.spec(key, new Source.ContainerImage("some:1", DIGEST), List.of("/bin/true"), Map.of(), "");
    private @Nullable DockerDriver opened;

    private DockerDriver driver() {
        return driver(DEADLINE);
    }

    private DockerDriver driver(Duration deadline) {
        ContainerDriverProperties properties = new ContainerDriverProperties(
                socket(),
                deadline,
                deadline,
                128,
                1,
                3,
                Path.of("/nowhere/cgroup"),
                "triptych0",
                BackendSettings.ALLOW);
        DockerDriver fresh = DockerDriver.open(
                new DriverContext(new InstallationId(UUID.randomUUID()), home, Clock.systemUTC()), properties);
        opened = fresh;
        return fresh;
    }

    private Path socket() {
        return home.resolve("docker.sock");
    }

    @AfterEach
    void closeTheDriver() {
        if (opened != null) {
            opened.close();
        }
    }

    private Stream<ThrowingCallable> everyCall(DockerDriver driver) {
        LogStreaming logs = driver.capability(LogStreaming.class).orElseThrow();
        ImageSource images = driver.capability(ImageSource.class).orElseThrow();
        return Stream.of(
                () -> driver.plan(spec),
                () -> driver.prepare(spec),
                () -> driver.create(spec),
                () -> driver.start(spec),
                () -> driver.stop(key, Duration.ZERO),
                () -> driver.destroy(key),
                () -> driver.observe(key),
                driver::observeAll,
                () -> driver.usage(key),
                () -> logs.follow(key, null, LogStreaming.FROM_START, new CollectedLog()),
                () -> images.resolve("some:1"),
                () -> images.openRootFilesystem(DIGEST),
                images::list);
    }

    private static void assertFails(DriverErrorCode code, ThrowingCallable call) {
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(call)
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(code))
                .satisfies(failure -> assertThat(failure.retryable()).isTrue());
    }

    @Test
    void aHangingEngineIsATimeOutWithinTheDeadlineForEveryCall() {
        try (FakeEngine hanging = FakeEngine.hanging(socket())) {
            DockerDriver driver = driver();
            everyCall(driver)
                    .forEach(call -> assertTimeoutPreemptively(
                            PATIENCE, () -> assertFails(DriverErrorCode.BACKEND_TIMEOUT, call)));
            assertThat(hanging).isNotNull();
        }
    }

    @Test
    void aHangingEngineIsUnavailableToAProbe() {
        try (FakeEngine hanging = FakeEngine.hanging(socket())) {
            DriverHealth health = driver().probe();
            assertThat(health.status()).isEqualTo(DriverHealth.Status.UNAVAILABLE);
            assertThat(health.reason()).contains("within 300 ms");
            assertThat(hanging).isNotNull();
        }
    }

    @Test
    void anEngineThatIsNotThereIsUnavailableForEveryCall() {
        DockerDriver driver = driver();
        everyCall(driver).forEach(call -> assertFails(DriverErrorCode.BACKEND_UNAVAILABLE, call));
    }

    @Test
    void aClosedDriverIsUnavailable() {
        DockerDriver driver = driver();
        driver.close();
        driver.close();
        assertFails(DriverErrorCode.BACKEND_UNAVAILABLE, () -> driver.observe(key));
    }

    @Test
    void anInterruptEndsAWaitAtOnceAndIsKept() throws InterruptedException {
        try (FakeEngine hanging = FakeEngine.hanging(socket())) {
            ContainerDriverProperties patient = BackendSettings.withSocket(socket(), Duration.ofMinutes(5));
            DockerDriver driver = DockerDriver.open(
                    new DriverContext(new InstallationId(UUID.randomUUID()), home, Clock.systemUTC()), patient);
            AtomicReference<DriverErrorCode> code = new AtomicReference<>();
            AtomicReference<Boolean> flag = new AtomicReference<>();
            Thread caller = Thread.ofPlatform().start(() -> {
                try {
                    driver.observe(key);
                } catch (DriverException e) {
                    code.set(e.code());
                    flag.set(Thread.currentThread().isInterrupted());
                }
            });
            Eventually.holds("the call waits", PATIENCE, () -> caller.getState() == Thread.State.TIMED_WAITING);
            caller.interrupt();
            assertThat(caller.join(PATIENCE)).isTrue();

            assertThat(code.get()).isEqualTo(DriverErrorCode.INTERRUPTED);
            assertThat(flag.get()).isTrue();
            driver.close();
            assertThat(hanging).isNotNull();
        }
    }

    @Test
    void anEngineThatComesBackIsUsedAgainWithoutARestartOfOurs() {
        DockerDriver driver = driver(PATIENCE);
        FakeEngine first = working();
        assertThat(driver.observeAll()).isEmpty();
        first.dropConnections();
        assertThat(driver.observeAll())
                .as("a stale connection is not an outage")
                .isEmpty();
        first.close();
        assertFails(DriverErrorCode.BACKEND_UNAVAILABLE, driver::observeAll);
        try (FakeEngine second = working()) {
            assertThat(driver.observeAll()).isEmpty();
            assertThat(driver.probe().status()).isEqualTo(DriverHealth.Status.AVAILABLE);
            assertThat(second).isNotNull();
        }
    }

    @Test
    void aListenerHearsThatTheEngineWentAndCameBack() {
        DockerDriver driver = driver(PATIENCE);
        List<DriverHealth.Status> heard = new CopyOnWriteArrayList<>();
        FakeEngine first = working();
        try (Registration registration = driver.listen(new HealthRecorder(heard))) {
            assertThat(registration).isNotNull();
            first.close();
            Eventually.holds(
                    "the loss is told", PATIENCE, () -> heard.equals(List.of(DriverHealth.Status.UNAVAILABLE)));
            try (FakeEngine second = working()) {
                Eventually.holds(
                        "the return is told",
                        PATIENCE,
                        () -> heard.equals(List.of(DriverHealth.Status.UNAVAILABLE, DriverHealth.Status.AVAILABLE)));
                assertThat(second).isNotNull();
            }
        }
    }

    private FakeEngine working() {
        return new FakeEngine(socket(), request -> {
            if (request.contains("/events")) {
                return FakeEngine.STREAM;
            }
            return request.contains("/info") ? INFO : "[]";
        });
    }

    private record HealthRecorder(List<DriverHealth.Status> heard) implements DriverListener {
        @Override
        public void observed(Observation observation) {
            throw new AssertionError("there is nothing to observe, yet came " + observation);
        }

        @Override
        public void healthChanged(DriverHealth health) {
            heard.add(health.status());
        }
    }
}
