package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Endpoint;
import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Mount;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.Port;
import dev.triptych.spi.PortProtocol;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.CollectedLog;
import dev.triptych.tck.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a real container sees, and how its start and end are told. */
@Tag("backend")
class DockerDriverStartTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final DockerFixture fixture = new DockerFixture();

    @AfterEach
    void removeEverything() {
        fixture.close();
    }

    private Observation launch(WorkloadSpec spec) {
        fixture.driver().create(spec);
        return fixture.driver().start(spec);
    }

    private Exit end(WorkloadSpec spec) {
        Exit exit = Eventually.value(
                        "the container ends",
                        PATIENCE,
                        () -> fixture.driver().observe(spec.key()),
                        seen -> seen.exit() != null)
                .exit();
        if (exit == null) {
            throw new AssertionError("no exit");
        }
        return exit;
    }

    private CollectedLog run(WorkloadSpec spec) {
        fixture.driver().create(spec);
        CollectedLog log = follow(spec);
        fixture.driver().start(spec);
        log.awaitEnd(PATIENCE);
        return log;
    }

    private CollectedLog follow(WorkloadSpec spec) {
        CollectedLog log = new CollectedLog();
        LogStreaming logs = fixture.driver().capability(LogStreaming.class).orElseThrow();
        assertThat(logs.follow(spec.key(), null, LogStreaming.FROM_START, log)).isNotNull();
        return log;
    }

    @Test
    void aProgramThatIsNotThereIsAFailedStartWithItsName() {
        WorkloadSpec spec = fixture.args("/bin/no-such-program", "x");
        fixture.driver().create(spec);
        CollectedLog log = follow(spec);
        Observation seen = fixture.driver().start(spec);

        assertThat(seen.state()).isEqualTo(ObservedState.FAILED);
        assertThat(seen.incarnation()).isNotBlank();
        assertThat(end(spec).reason()).isEqualTo(ExitReason.START_FAILED);
        assertThat(end(spec).detail()).contains("/bin/no-such-program").doesNotContain("OCI");
        assertThat(fixture.driver().observe(spec.key()).incarnation()).isEqualTo(seen.incarnation());
        log.awaitEnd(PATIENCE);
        assertThat(log.chunks()).isEmpty();
    }

    @Test
    void aProgramThatMayNotBeExecutedIsAFailedStart() {
        WorkloadSpec spec = fixture.args("/bin/not-executable");
        assertThat(launch(spec).state()).isEqualTo(ObservedState.FAILED);
        assertThat(end(spec).detail()).contains("/bin/not-executable").contains("may not be executed");
    }

    @Test
    void aRefusedStartCanBeTriedAgainAsANewIncarnation() {
        WorkloadSpec spec = fixture.args("/bin/no-such-program");
        Observation first = launch(spec);
        Observation second = fixture.driver().start(spec);

        assertThat(second.incarnation()).isNotBlank().isNotEqualTo(first.incarnation());
    }

    @Test
    void aKillFromOutsideIsASignalAndNotAStop() {
        WorkloadSpec spec = fixture.script("sleep 100");
        Observation running = launch(spec);
        try (Engine engine = new Engine(BackendSettings.properties())) {
            engine.client()
                    .killContainerCmd(String.valueOf(running.facts().get("backendId")))
                    .exec();
        }
        Exit exit = end(spec);

        assertThat(exit.reason()).isEqualTo(ExitReason.SIGNALLED);
        assertThat(exit.signal()).isEqualTo(9);
        assertThat(exit.code()).isNull();
    }

    @Test
    void aRestartBySomebodyElseIsAnotherIncarnation() {
        WorkloadSpec spec = fixture.script("sleep 100");
        Observation first = launch(spec);
        assertThat(fixture.driver().observe(spec.key()).incarnation()).isEqualTo(first.incarnation());
        try (Engine engine = new Engine(BackendSettings.properties())) {
            engine.client()
                    .restartContainerCmd(String.valueOf(first.facts().get("backendId")))
                    .withTimeout(0)
                    .exec();
        }
        Observation second = fixture.driver().observe(spec.key());

        assertThat(second.state()).isEqualTo(ObservedState.RUNNING);
        assertThat(second.incarnation()).isNotBlank().isNotEqualTo(first.incarnation());
    }

    @Test
    void aStopThatHadToUseForceIsStillAStop() {
        WorkloadSpec spec = fixture.script("trap '' TERM; while :; do sleep 1; done");
        launch(spec);
        fixture.driver().stop(spec.key(), Duration.ofSeconds(1));
        Exit exit = end(spec);

        assertThat(exit.reason()).isEqualTo(ExitReason.STOPPED);
        assertThat(exit.signal()).isEqualTo(9);
    }

    @Test
    void aStopIsStillKnownAsOneAfterARestartOfTheControlPlane() {
        WorkloadSpec spec = fixture.script("trap 'exit 5' TERM; while :; do sleep 0.1; done");
        launch(spec);
        fixture.driver().stop(spec.key(), Duration.ofSeconds(5));
        Exit exit = fixture.reopen().observe(spec.key()).exit();

        assertThat(exit).isNotNull();
        assertThat(exit.reason()).isEqualTo(ExitReason.STOPPED);
        assertThat(exit.code()).isEqualTo(5);
    }

    @Test
    void capabilitiesAreFewAndPrivilegesCannotGrow() {
        CollectedLog log = run(fixture.script("cat /proc/self/status"));

        assertThat(log.text(LogStream.STDOUT))
                .containsPattern("CapEff:\\s+00000000000004eb")
                .containsPattern("CapBnd:\\s+00000000000004eb")
                .containsPattern("NoNewPrivs:\\s+1")
                .containsPattern("Seccomp:\\s+2");
    }

    @Test
    void moreProcessesThanAllowedAreRefused() {
        CollectedLog log = run(fixture.script("for i in $(seq 200); do sleep 5 & done; echo all started"));
        assertThat(log.text(LogStream.STDERR)).contains("fork");
    }

    @Test
    void argumentsAndEnvironmentArriveAsTheyAre() {
        String hostile = "a b\t\"c\" 'd' $HOME `id` \\ ü\n; rm -rf / # {{.}}";
        WorkloadSpec spec = DockerFixture.spec(
                DockerFixture.newKey(),
                Toolbox.image(),
                List.of("/bin/busybox", "printf", "%s|", hostile, "", "--", "-x"),
                Map.of("HOSTILE", hostile),
                "");
        assertThat(run(spec).text(LogStream.STDOUT)).isEqualTo(hostile + "||--|-x|");
    }

    @Test
    void anInputThatIsNeverReadDoesNotHoldTheEndUp() {
        WorkloadSpec spec = DockerFixture.withInput(fixture.script("exit 4"), new byte[4 << 20]);
        launch(spec);
        assertThat(end(spec).code()).isEqualTo(4);
    }

    @Test
    void aLargeInputArrivesWholeAndEnds() {
        WorkloadSpec spec = DockerFixture.withInput(fixture.script("wc -c"), new byte[3 << 20]);
        assertThat(run(spec).text(LogStream.STDOUT).strip()).isEqualTo(Integer.toString(3 << 20));
    }

    @Test
    void aMountIsTypedSoNoNameCanChangeItsMeaning() throws IOException {
        Path directory = Files.createDirectory(fixture.home().resolve("odd:name,ro"));
        Files.writeString(directory.resolve("from-host"), "hello");
        WorkloadSpec writable = DockerFixture.with(
                fixture.script("cat /data/from-host; echo -n bye > /data/from-guest"),
                List.of(new Mount(directory, "/data", false)),
                List.of());
        assertThat(run(writable).text(LogStream.STDOUT)).isEqualTo("hello");
        assertThat(directory.resolve("from-guest")).hasContent("bye");

        WorkloadSpec readOnly = DockerFixture.with(
                fixture.script("echo no > /data/refused"), List.of(new Mount(directory, "/data", true)), List.of());
        assertThat(run(readOnly).text(LogStream.STDERR)).contains("Read-only");
        assertThat(directory.resolve("refused")).doesNotExist();
    }

    @Test
    void aPublishedPortAnswersOnLoopbackAndIsToldAsAnEndpoint() throws IOException {
        int port = freePort();
        WorkloadSpec spec = serving(port);
        launch(spec);

        assertThat(fixture.driver().observe(spec.key()).endpoints())
                .containsExactly(new Endpoint("http", PortProtocol.HTTP, "127.0.0.1", port));
        Eventually.value("the server answers", PATIENCE, () -> get(port), "hello\n"::equals);
        Observation adopted = fixture.reopen().observe(spec.key());
        assertThat(adopted.endpoints()).hasSize(1);
        assertThat(adopted.addresses()).isNotEmpty();
    }

    @Test
    void aTakenPortIsRefusedByNameAndTheObjectStaysRemovable() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            WorkloadSpec spec = serving(taken.getLocalPort());
            fixture.driver().create(spec);

            assertThatExceptionOfType(DriverException.class)
                    .isThrownBy(() -> fixture.driver().start(spec))
                    .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(DriverErrorCode.PORT_TAKEN))
                    .satisfies(refusal ->
                            assertThat(refusal.safeMessage()).contains(Integer.toString(taken.getLocalPort())));
            assertThat(fixture.driver().observe(spec.key()).state()).isNotEqualTo(ObservedState.RUNNING);
            fixture.driver().destroy(spec.key());
            assertThat(fixture.driver().observe(spec.key()).state()).isEqualTo(ObservedState.ABSENT);
        }
    }

    private WorkloadSpec serving(int hostPort) {
        Port http = new Port("http", 8080, PortProtocol.HTTP, new Port.Publication("127.0.0.1", hostPort));
        return DockerFixture.with(fixture.script("exec busybox httpd -f -p 8080 -h /etc"), List.of(), List.of(http));
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static String get(int port) {
        try (InputStream in =
                URI.create("http://127.0.0.1:" + port + "/hello").toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException notYet) {
            return String.valueOf(notYet.getMessage());
        }
    }
}
