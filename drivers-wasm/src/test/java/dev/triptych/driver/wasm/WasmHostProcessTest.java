package dev.triptych.driver.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.process.ProcessIdentity;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
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
import dev.triptych.spi.Program;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.CollectedLog;
import dev.triptych.tck.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Wasm hosts as processes: they outlive the service, and their death is theirs alone. */
@Tag("backend")
class WasmHostProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PROCESS = "process ";

    private final InstallationId installation = new InstallationId(UUID.randomUUID());
    private final List<WasmDriver> opened = new ArrayList<>();
    private Path home = Path.of("target", "process-home").toAbsolutePath();

    @BeforeEach
    void makeTheHome() throws IOException {
        home = Files.createDirectories(home);
    }

    @AfterEach
    void emptyTheHosts() {
        for (WasmDriver driver : opened) {
            driver.close();
        }
        try (WasmDriver last = open(installation)) {
            last.observeAll().forEach(seen -> last.destroy(seen.key()));
        }
    }

    private WasmDriver open(InstallationId owner) {
        return WasmDriver.open(new DriverContext(owner, home, Clock.systemUTC()), TestProperties.withProcesses());
    }

    private WasmDriver opened() {
        WasmDriver driver = open(installation);
        opened.add(driver);
        return driver;
    }

    private static WorkloadSpec counting(int last, Mount... mounts) {
        WorkloadSpec plain = WasmFixture.spec(
                new WorkloadKey(new WorkloadId(UUID.randomUUID()), 1),
                ClangGuests.guest("count"),
                new Program(List.of("" + last), Map.of(), Set.of(), new byte[0]),
                "auto");
        return new WorkloadSpec(
                plain.key(),
                plain.name(),
                plain.lifecycle(),
                plain.source(),
                plain.program(),
                List.of(mounts),
                List.of(),
                plain.resources(),
                plain.options());
    }

    private static Observation launch(WasmDriver driver, WorkloadSpec spec) {
        driver.prepare(spec);
        driver.create(spec);
        return driver.start(spec);
    }

    private static Exit awaitEnd(WasmDriver driver, WorkloadSpec spec) {
        Observation end =
                Eventually.value("it ends", PATIENCE, () -> driver.observe(spec.key()), seen -> seen.exit() != null);
        Exit exit = end.exit();
        if (exit == null) {
            throw new AssertionError("no exit");
        }
        return exit;
    }

    private static String numbers(int last) {
        return IntStream.rangeClosed(1, last).mapToObj(i -> i + "\n").collect(Collectors.joining());
    }

    private static List<Long> processes(WasmDriver driver) {
        String hosts = String.valueOf(driver.probe().facts().get("host"));
        return Stream.of(hosts.split(", ", -1))
                .filter(one -> one.startsWith(PROCESS))
                .map(one -> Long.valueOf(one.substring(PROCESS.length()).split(" ", 2)[0]))
                .toList();
    }

    @Test
    void outputGoesOnWhereAnEarlierServiceStoppedReading() {
        WasmDriver first = opened();
        WorkloadSpec spec = counting(300);
        Observation started = launch(first, spec);
        CollectedLog before = new CollectedLog();
        first.follow(spec.key(), started.incarnation(), LogStreaming.FROM_START, before);
        before.awaitText(LogStream.STDOUT, "20\n", PATIENCE);
        first.close();
        List<LogChunk> kept = List.copyOf(before.chunks());

        WasmDriver second = opened();
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
        Path volume = Files.createTempDirectory(home, "volume");
        Files.setPosixFilePermissions(volume, PosixFilePermissions.fromString("rwxrwxrwx"));
        WasmDriver first = opened();
        WorkloadSpec spec = counting(40, new Mount(volume, "/data", false));
        Observation started = launch(first, spec);
        first.close();
        Eventually.holds("the job is done", PATIENCE, () -> Files.exists(volume.resolve("done")));

        WasmDriver second = opened();
        assertThat(awaitEnd(second, spec).code()).isEqualTo(3);
        CollectedLog log = new CollectedLog();
        second.follow(spec.key(), started.incarnation(), LogStreaming.FROM_START, log);
        log.awaitEnd(PATIENCE);
        assertThat(log.text(LogStream.STDOUT)).isEqualTo(numbers(40));
    }

    @Test
    void aKilledHostLosesItsOwnGuestsAloneAndAnotherOneComes() {
        WasmDriver driver = opened();
        WorkloadSpec doomed = counting(1_000_000);
        launch(driver, doomed);
        long process = processes(driver).getFirst();
        InstallationId other = new InstallationId(UUID.randomUUID());
        try (WasmDriver neighbour = open(other)) {
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
        Path volume = Files.createTempDirectory(home, "volume");
        Files.setPosixFilePermissions(volume, PosixFilePermissions.fromString("rwxrwxrwx"));
        WasmDriver first = opened();
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

        WasmDriver second = opened();
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
        WasmDriver third = opened();
        assertThat(whole(third, ended, endedAs)).isEqualTo(numbers(40));
        third.destroy(ended.key());
        third.destroy(running.key());
        assertThat(third.observeAll()).isEmpty();
        try (Stream<Path> kept = Files.list(home.resolve("wasm").resolve("kept"))) {
            assertThat(kept).noneMatch(one -> one.getFileName().toString().startsWith(installation.toString()));
        }
    }

    private static String whole(WasmDriver driver, WorkloadSpec spec, Observation run) {
        CollectedLog log = new CollectedLog();
        driver.follow(spec.key(), run.incarnation(), LogStreaming.FROM_START, log);
        log.awaitEnd(PATIENCE);
        return log.text(LogStream.STDOUT);
    }

    @Test
    void anObjectWhoseHostDiedIsStartedAgainInAnother() {
        WasmDriver driver = opened();
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
        WasmDriver driver = opened();
        WorkloadSpec spec = counting(1);
        launch(driver, spec);
        awaitEnd(driver, spec);
        assertEndsOnceEmpty(driver, spec);
    }

    @Test
    void aHostThatServedHttpEndsToo() throws IOException {
        WasmDriver driver = opened();
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
    void aHostOfAnotherBuildRunsDryAndEnds() throws IOException {
        WasmDriver first = opened();
        WorkloadSpec old = counting(1_000_000);
        launch(first, old);
        long process = processes(first).getFirst();
        first.close();
        sayItIsOfAnotherBuild();

        WasmDriver second = opened();
        assertThat(second.observe(old.key()).state()).isEqualTo(ObservedState.RUNNING);
        WorkloadSpec next = counting(5);
        launch(second, next);
        assertThat(awaitEnd(second, next).code()).isEqualTo(3);
        assertThat(processes(second)).hasSize(2).contains(process);
        assertThat(second.observe(old.key()).state()).isEqualTo(ObservedState.RUNNING);

        second.destroy(old.key());
        Eventually.holds(
                "the old host has ended",
                PATIENCE,
                () -> processes(second).size() == 1 && !processes(second).contains(process));
    }

    @Test
    void aHostOfAnotherProtocolGoesOnAndTellsItsEndsWhenItHasNoMoreToDo() throws IOException {
        WasmDriver first = opened();
        WorkloadSpec ending = counting(150);
        WorkloadSpec staying = counting(1_000_000);
        Observation endingAs = launch(first, ending);
        launch(first, staying);
        long process = processes(first).getFirst();
        first.close();
        settings("\"protocol\":[0-9]*", "\"protocol\":99");

        WasmDriver second = opened();
        assertThat(second.probe().facts().get("host"))
                .contains("process " + process + " (running dry, speaks version 99)");
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> second.observe(staying.key()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(DriverErrorCode.BACKEND_UNAVAILABLE))
                .withMessageContaining("version 99");
        WorkloadSpec next = counting(5);
        launch(second, next);
        assertThat(awaitEnd(second, next).code()).isEqualTo(3);
        assertThat(processes(second)).hasSize(2).contains(process);
        assertThat(ProcessIdentity.of(process).alive()).isTrue();

        // Nothing else runs in it once the other one has ended: only now it may be ended for the one that is not
        // wanted.
        Eventually.holds("only one is left", PATIENCE, () -> isDestroyed(second, staying));
        assertThat(ProcessIdentity.of(process).alive()).isFalse();
        assertThat(awaitEnd(second, ending).code()).isEqualTo(3);
        assertThat(whole(second, ending, endingAs)).isEqualTo(numbers(150));
        assertThat(second.observe(staying.key()).state()).isEqualTo(ObservedState.ABSENT);
    }

    private static boolean isDestroyed(WasmDriver driver, WorkloadSpec spec) {
        try {
            driver.destroy(spec.key());
            return true;
        } catch (DriverException e) {
            return false;
        }
    }

    private void sayItIsOfAnotherBuild() throws IOException {
        settings("\"build\":\"[^\"]*\"", "\"build\":\"older\"");
    }

    private void settings(String pattern, String replacement) throws IOException {
        try (Stream<Path> files = Files.walk(home.resolve("wasm").resolve("hosts"))) {
            for (Path file : files.filter(one -> one.endsWith("settings.json")).toList()) {
                String text = Files.readString(file);
                if (text.contains(installation.toString())) {
                    Files.writeString(file, text.replaceFirst(pattern, replacement));
                }
            }
        }
    }

    @Test
    void aHostHasASessionOfItsOwnAndNoRights() throws IOException {
        WasmDriver driver = opened();
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
