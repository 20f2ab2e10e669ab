package dev.triptych.driver.wasm;

import static dev.triptych.driver.wasm.HostProcesses.PATIENCE;
import static dev.triptych.driver.wasm.HostProcesses.awaitEnd;
import static dev.triptych.driver.wasm.HostProcesses.counting;
import static dev.triptych.driver.wasm.HostProcesses.launch;
import static dev.triptych.driver.wasm.HostProcesses.numbers;
import static dev.triptych.driver.wasm.HostProcesses.processes;
import static dev.triptych.driver.wasm.HostProcesses.whole;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.process.ProcessIdentity;
import dev.triptych.spi.DriverHealth;
import dev.triptych.spi.DriverListener;
import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.LogChunk;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Mount;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.CollectedLog;
import dev.triptych.tck.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Wasm hosts as processes: they outlive the service, and their death is theirs alone. */
@Tag("backend")
class WasmHostProcessTest {

    private final HostProcesses hosts = new HostProcesses();

    @AfterEach
    void emptyTheHosts() {
        hosts.close();
    }

    @Test
    void outputGoesOnWhereAnEarlierServiceStoppedReading() {
        WasmDriver first = hosts.opened();
        WorkloadSpec spec = counting(300);
        Observation started = launch(first, spec);
        CollectedLog before = new CollectedLog();
        first.follow(spec.key(), started.incarnation(), LogStreaming.FROM_START, before);
        before.awaitText(LogStream.STDOUT, "20\n", PATIENCE);
        first.close();
        List<LogChunk> kept = List.copyOf(before.chunks());

        WasmDriver second = hosts.opened();
        Observation adopted = second.observe(spec.key());
        assertThat(adopted.state()).isEqualTo(ObservedState.RUNNING);
        assertThat(adopted.incarnation()).isEqualTo(started.incarnation());
        CollectedLog after = new CollectedLog();
        second.follow(spec.key(), started.incarnation(), kept.getLast().next(), after);
        after.awaitEnd(PATIENCE);

        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        kept.forEach(chunk -> whole.writeBytes(chunk.bytes()));
        whole.writeBytes(after.bytes(LogStream.STDOUT));
        assertThat(whole.toString(StandardCharsets.UTF_8)).isEqualTo(numbers(300));
        assertThat(awaitEnd(second, spec).code()).isEqualTo(3);
    }

    @Test
    void aJobThatEndsWhileNobodyListensKeepsItsExitAndOutput() throws IOException {
        Path volume = Files.createTempDirectory(hosts.home(), "volume");
        Files.setPosixFilePermissions(volume, PosixFilePermissions.fromString("rwxrwxrwx"));
        WasmDriver first = hosts.opened();
        WorkloadSpec spec = counting(40, new Mount(volume, "/data", false));
        Observation started = launch(first, spec);
        first.close();
        Eventually.holds("the job is done", PATIENCE, () -> Files.exists(volume.resolve("done")));

        WasmDriver second = hosts.opened();
        assertThat(awaitEnd(second, spec).code()).isEqualTo(3);
        CollectedLog log = new CollectedLog();
        second.follow(spec.key(), started.incarnation(), LogStreaming.FROM_START, log);
        log.awaitEnd(PATIENCE);
        assertThat(log.text(LogStream.STDOUT)).isEqualTo(numbers(40));
    }

    @Test
    void aKilledHostLosesItsOwnGuestsAloneAndAnotherOneComes() {
        WasmDriver driver = hosts.opened();
        WorkloadSpec doomed = counting(1_000_000);
        launch(driver, doomed);
        long process = processes(driver).getFirst();
        InstallationId other = new InstallationId(UUID.randomUUID());
        try (WasmDriver neighbour = hosts.open(other)) {
            WorkloadSpec unharmed = counting(1_000_000);
            launch(neighbour, unharmed);
            Queue<Observation> heard = new ConcurrentLinkedQueue<>();
            driver.listen(new Recorder(heard));

            assertThat(ProcessHandle.of(process).orElseThrow().destroyForcibly())
                    .isTrue();

            Eventually.holds(
                    "the loss is told",
                    PATIENCE,
                    () -> heard.stream().anyMatch(seen -> seen.key().equals(doomed.key()) && isLost(seen)));
            assertThat(isLost(driver.observe(doomed.key()))).isTrue();
            driver.destroy(doomed.key());
            assertThat(driver.observe(doomed.key()).state()).isEqualTo(ObservedState.ABSENT);
            assertThat(neighbour.observe(unharmed.key()).state()).isEqualTo(ObservedState.RUNNING);
            WorkloadSpec next = counting(5);
            launch(driver, next);
            assertThat(awaitEnd(driver, next).code()).isEqualTo(3);
            assertThat(processes(driver)).hasSize(1).doesNotContain(process);
            neighbour.destroy(unharmed.key());
        }
    }

    private static boolean isLost(Observation seen) {
        Exit exit = seen.exit();
        return exit != null && exit.reason() == ExitReason.LOST && exit.detail().contains("wasm host");
    }

    @Test
    void whatWasWrittenAndHowItEndedOutlivesAHostThatIsKilled() throws IOException {
        Path volume = Files.createTempDirectory(hosts.home(), "volume");
        Files.setPosixFilePermissions(volume, PosixFilePermissions.fromString("rwxrwxrwx"));
        WasmDriver first = hosts.opened();
        WorkloadSpec ended = counting(40, new Mount(volume, "/data", false));
        WorkloadSpec running = counting(1_000_000);
        Observation endedAs = launch(first, ended);
        Observation runningAs = launch(first, running);
        CollectedLog seen = new CollectedLog();
        first.follow(running.key(), runningAs.incarnation(), LogStreaming.FROM_START, seen);
        seen.awaitText(LogStream.STDOUT, "60\n", PATIENCE);
        assertThat(awaitEnd(first, ended).code()).isEqualTo(3);
        long process = processes(first).getFirst();
        first.close();
        assertThat(ProcessHandle.of(process).orElseThrow().destroyForcibly()).isTrue();

        WasmDriver second = hosts.opened();
        assertThat(awaitEnd(second, ended).code()).isEqualTo(3);
        assertThat(second.usage(ended.key()).cpuTime().own()).isPositive();
        assertThat(whole(second, ended, endedAs)).isEqualTo(numbers(40));
        assertThat(isLost(second.observe(running.key()))).isTrue();
        assertThat(second.observe(running.key()).incarnation()).isEqualTo(runningAs.incarnation());
        String rest = whole(second, running, runningAs);
        assertThat(rest).startsWith(seen.text(LogStream.STDOUT));
        assertThat(numbers(1_000_000)).startsWith(rest.substring(0, rest.lastIndexOf('\n') + 1));
        assertThat(second.observeAll()).extracting(Observation::key).contains(ended.key(), running.key());

        // Nor is it lost with the service that found it.
        second.close();
        WasmDriver third = hosts.opened();
        assertThat(whole(third, ended, endedAs)).isEqualTo(numbers(40));
        third.destroy(ended.key());
        third.destroy(running.key());
        assertThat(third.observeAll()).isEmpty();
        try (Stream<Path> kept = Files.list(hosts.home().resolve("wasm").resolve("kept"))) {
            assertThat(kept)
                    .noneMatch(one -> one.getFileName()
                            .toString()
                            .startsWith(hosts.installation().toString()));
        }
    }

    @Test
    void anObjectWhoseHostDiedIsStartedAgainInAnother() {
        WasmDriver driver = hosts.opened();
        WorkloadSpec spec = counting(200);
        Observation before = launch(driver, spec);
        long process = processes(driver).getFirst();
        assertThat(ProcessHandle.of(process).orElseThrow().destroyForcibly()).isTrue();
        Eventually.holds("it is lost", PATIENCE, () -> isLost(driver.observe(spec.key())));
        Observation after = driver.start(spec);
        assertThat(after.state()).isEqualTo(ObservedState.RUNNING);
        assertThat(after.incarnation()).isNotEqualTo(before.incarnation());
        assertThat(whole(driver, spec, after)).isEqualTo(numbers(200));
    }

    @Test
    void aHostThatIsEmptyEndsWhenItsServiceHasClosed() {
        WasmDriver driver = hosts.opened();
        WorkloadSpec spec = counting(1);
        launch(driver, spec);
        awaitEnd(driver, spec);
        assertEndsOnceEmpty(driver, spec);
    }

    @Test
    void aHostThatServedHttpEndsToo() throws IOException {
        WasmDriver driver = hosts.opened();
        WorkloadSpec spec = ServiceFixture.spec(ClangGuests.sample("web"), 1, Duration.ofSeconds(10), null);
        launch(driver, spec);
        assertEndsOnceEmpty(driver, spec);
    }

    private static void assertEndsOnceEmpty(WasmDriver driver, WorkloadSpec spec) {
        ProcessIdentity host = ProcessIdentity.of(processes(driver).getFirst());
        driver.destroy(spec.key());
        assertThat(host.alive()).isTrue();

        driver.close();
        Eventually.holds("it ends", PATIENCE, () -> !host.alive());
    }

    @Test
    void aHostHasASessionOfItsOwnAndNoRights() throws IOException {
        WasmDriver driver = hosts.opened();
        launch(driver, counting(1));
        long process = processes(driver).getFirst();
        List<String> stat =
                List.of(Files.readString(Path.of("/proc", "" + process, "stat")).split(" ", -1));
        assertThat(stat.get(5)).as("its session").isEqualTo("" + process);
        if (System.getProperty("user.name").equals("root")) {
            List<String> status = Files.readAllLines(Path.of("/proc", "" + process, "status"));
            assertThat(status)
                    .contains("NoNewPrivs:\t1", "CapEff:\t0000000000000000")
                    .noneMatch(line -> line.startsWith("Uid:\t0"));
        }
    }

    private record Recorder(Queue<Observation> heard) implements DriverListener {
        @Override
        public void observed(Observation observation) {
            heard.add(observation);
        }

        @Override
        public void healthChanged(DriverHealth health) {
            // only observations are of interest here
        }
    }
}
