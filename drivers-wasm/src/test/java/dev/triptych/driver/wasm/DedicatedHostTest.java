package dev.triptych.driver.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.Invoking.Invocation;
import dev.triptych.spi.KindOptions.WasmHttp;
import dev.triptych.spi.KindOptions.WasmIsolation;
import dev.triptych.spi.KindOptions.WasmLimits;
import dev.triptych.spi.KindOptions.WasmOptions;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.Port;
import dev.triptych.spi.PortProtocol;
import dev.triptych.spi.Program;
import dev.triptych.spi.Resources;
import dev.triptych.spi.Source.WasmModule;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.CollectedLog;
import dev.triptych.tck.Eventually;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts of one workload each: what the kernel enforces, and that they come and go with their workload. */
@Tag("backend")
class DedicatedHostTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path GROUPS = Path.of("/sys/fs/cgroup");

    private final InstallationId installation = new InstallationId(UUID.randomUUID());
    private final List<WasmDriver> opened = new ArrayList<>();
    private Path home = Path.of("target", "dedicated-home").toAbsolutePath();

    @BeforeEach
    void makeTheHome() throws IOException {
        home = Files.createDirectories(home);
    }

    @AfterEach
    void endEverything() throws IOException {
        opened.forEach(WasmDriver::close);
        try (WasmDriver last = open(home, TestProperties.withProcesses())) {
            last.observeAll().forEach(seen -> last.destroy(seen.key()));
        }
        assertThat(groups()).isEmpty();
    }

    private WasmDriver open(Path folder, WasmDriverProperties properties) {
        return WasmDriver.open(new DriverContext(installation, folder, Clock.systemUTC()), properties);
    }

    private WasmDriver opened() {
        WasmDriver driver = open(home, TestProperties.withProcesses());
        opened.add(driver);
        return driver;
    }

    private static WorkloadSpec job(double cpus, WasmModule module, String... args) {
        return spec(Lifecycle.JOB, module, List.of(args), List.of(), cpus, WasmHttp.NONE);
    }

    private static WorkloadSpec spec(
            Lifecycle lifecycle, WasmModule module, List<String> args, List<Port> ports, double cpus, WasmHttp http) {
        return new WorkloadSpec(
                new WorkloadKey(new WorkloadId(UUID.randomUUID()), 1),
                "alone",
                lifecycle,
                module,
                new Program(args, Map.of(), Set.of(), new byte[0]),
                List.of(),
                ports,
                new Resources(cpus, ByteSize.ofMebibytes(16), null),
                new WasmOptions("auto", http, 4, WasmLimits.NONE, WasmIsolation.DEDICATED));
    }

    private static Observation launch(WasmDriver driver, WorkloadSpec spec) {
        driver.prepare(spec);
        driver.create(spec);
        return driver.start(spec);
    }

    /** The groups of this test's hosts, in all hierarchies. */
    private List<Path> groups() throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path parent : List.of(
                GROUPS.resolve("triptych-wasm"),
                GROUPS.resolve("cpu/triptych-wasm"),
                GROUPS.resolve("memory/triptych-wasm"))) {
            if (Files.isDirectory(parent)) {
                try (Stream<Path> groups = Files.list(parent)) {
                    groups.filter(group -> group.getFileName().toString().startsWith(installation.toString()))
                            .forEach(found::add);
                }
            }
        }
        return found;
    }

    private List<Long> members() throws IOException {
        List<Long> members = new ArrayList<>();
        for (Path group : groups()) {
            Files.readAllLines(group.resolve("cgroup.procs")).forEach(pid -> members.add(Long.valueOf(pid)));
        }
        return members.stream().distinct().toList();
    }

    private String limit(String... files) throws IOException {
        for (Path group : groups()) {
            for (String file : files) {
                if (Files.exists(group.resolve(file))) {
                    return Files.readString(group.resolve(file)).strip();
                }
            }
        }
        throw new AssertionError("none of " + List.of(files));
    }

    @Test
    void theKernelEnforcesProcessorsAndMemoryAndTheObservationSaysSo() throws IOException {
        WasmDriver driver = opened();
        WorkloadSpec spec = job(0.25, ClangGuests.sample("hungry"), "--burn", "1000s");
        Observation seen = launch(driver, spec);

        assertThat(limit("cpu.max", "cpu.cfs_quota_us")).startsWith("25000");
        long bound = Long.parseLong(limit("memory.max", "memory.limit_in_bytes"));
        assertThat(bound).isBetween((16 * 5 / 3 + 192L) << 20, (16 * 5 / 3 + 192L + 8) << 20);
        assertThat(members()).hasSize(1);
        assertThat(seen.facts())
                .hasEntrySatisfying("isolation", text -> assertThat(text).startsWith("dedicated"))
                .hasEntrySatisfying("cpus", text -> assertThat(text).contains("enforced: 25000", "100000"))
                .hasEntrySatisfying("memoryMax", text -> assertThat(text).contains("enforced: ", "1 run × 16MiB"));
        Path stat = groups().stream()
                .filter(group -> Files.exists(group.resolve("cpu.stat")))
                .findFirst()
                .orElseThrow();
        Eventually.holds("the kernel holds it back", PATIENCE, () -> {
            try {
                return throttled(stat) > 10;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        driver.destroy(spec.key());
        assertThat(groups()).isEmpty();
    }

    private static long throttled(Path group) throws IOException {
        return Files.readAllLines(group.resolve("cpu.stat")).stream()
                .filter(line -> line.startsWith("nr_throttled "))
                .mapToLong(line -> Long.parseLong(line.substring("nr_throttled ".length())))
                .sum();
    }

    @Test
    void itIsFoundAgainAndGoesWithItsWorkload() throws IOException {
        WasmDriver first = opened();
        WorkloadSpec spec = job(1, ClangGuests.guest("count"), "1000000");
        Observation started = launch(first, spec);
        long process = members().getFirst();
        first.close();

        WasmDriver second = opened();
        Observation adopted = second.observe(spec.key());
        assertThat(adopted.state()).isEqualTo(ObservedState.RUNNING);
        assertThat(adopted.incarnation()).isEqualTo(started.incarnation());
        assertThat(members()).containsExactly(process);
        second.destroy(spec.key());
        assertThat(groups()).isEmpty();
        assertThat(ProcessHandle.of(process).filter(ProcessHandle::isAlive).filter(DedicatedHostTest::runs))
                .isEmpty();
        assertThat(second.observe(spec.key()).state()).isEqualTo(ObservedState.ABSENT);
    }

    /** Dead ones may stay listed until somebody reaps them. */
    private static boolean runs(ProcessHandle process) {
        try {
            return !Files.readString(Path.of("/proc", "" + process.pid(), "stat"))
                    .contains(") Z ");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void itsDeathIsItsOwnWorkloadsAlone() throws IOException {
        WasmDriver driver = opened();
        WorkloadSpec neighbour = job(1, ClangGuests.guest("count"), "1000000");
        launch(driver, neighbour);
        long spared = members().getFirst();
        WorkloadSpec doomed = job(1, ClangGuests.guest("count"), "1000000");
        launch(driver, doomed);
        long process =
                members().stream().filter(pid -> pid != spared).findFirst().orElseThrow();

        ProcessHandle.of(process).orElseThrow().destroyForcibly();
        Eventually.holds(
                "it is gone", PATIENCE, () -> driver.observe(doomed.key()).state() != ObservedState.RUNNING);
        assertThat(driver.observe(neighbour.key()).state()).isEqualTo(ObservedState.RUNNING);
        assertThat(members()).containsExactly(spared);
        Exit exit = driver.observe(doomed.key()).exit();
        assertThat(exit).isNotNull();
        assertThat(exit.reason()).isEqualTo(ExitReason.LOST);
        assertThat(exit.detail()).contains("wasm host");
        driver.destroy(doomed.key());
    }

    @Test
    void aServiceAnswersFromAHostOfItsOwnAndCostsAllOfIt() throws IOException, InterruptedException {
        WasmDriver driver = opened();
        WorkloadSpec spec = spec(
                Lifecycle.SERVICE,
                ClangGuests.sample("web"),
                List.of(),
                List.of(new Port("http", 8080, PortProtocol.HTTP, null)),
                1,
                WasmHttp.CGI);
        Observation seen = launch(driver, spec);
        assertThat(seen.facts().get("memoryMax")).contains("4 runs × 16MiB");
        var endpoint = seen.endpoints().getFirst();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://" + endpoint.host() + ":" + endpoint.port() + "/"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
        }
        var usage = driver.usage(spec.key());
        assertThat(usage.memory().basis()).isEqualTo("pss");
        assertThat(usage.memory().own()).isGreaterThan(16L << 20);
        assertThat(usage.memory().shared()).isNull();
        driver.destroy(spec.key());
        assertThat(groups()).isEmpty();
    }

    @Test
    void invocationsHaveAHostOfTheirOwnThatGoesWithTheWorkload() throws IOException {
        WasmDriver driver = opened();
        WorkloadSpec spec = job(1, ClangGuests.sample("greeter"));
        var answer =
                driver.invoke(spec, new Invocation("Ada\n".getBytes(java.nio.charset.StandardCharsets.UTF_8), 1 << 20));
        assertThat(new String(answer.stdout(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("Ada");
        assertThat(members()).hasSize(1);
        driver.invoke(spec, new Invocation(new byte[0], 1 << 20));
        assertThat(members()).hasSize(1);
        driver.destroy(spec.key());
        assertThat(groups()).isEmpty();

        driver.invoke(spec, new Invocation(new byte[0], 1 << 20));
        driver.close();
        assertThat(groups()).isEmpty();
    }

    @Test
    void aHostForInvocationsEndsWhenNobodyCalls() {
        WasmDriver driver = opened();
        driver.invoke(job(1, ClangGuests.sample("greeter")), new Invocation(new byte[0], 1 << 20));
        Eventually.holds("it has ended", PATIENCE, () -> {
            try {
                return groups().isEmpty();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    @Test
    void whereGroupsCannotBeWrittenItIsRefusedSayingWhy(@TempDir Path nothing) {
        try (WasmDriver driver = open(home, TestProperties.withGroups(nothing))) {
            WorkloadSpec spec = job(1, ClangGuests.sample("greeter"));
            assertThatExceptionOfType(DriverException.class)
                    .isThrownBy(() -> driver.plan(spec))
                    .satisfies(e -> {
                        assertThat(e.code()).isEqualTo(DriverErrorCode.NOT_SUPPORTED);
                        assertThat(e.safeMessage()).contains("dedicated", "no control group of cpu and memory");
                    });
            assertThat(driver.probe().facts().get("dedicated")).startsWith("not possible");
        }
    }

    @Test
    void theOutputOfAJobIsCompleteAndItsEndKnown() {
        WasmDriver driver = opened();
        WorkloadSpec spec = job(1, ClangGuests.guest("count"), "40");
        CollectedLog log = new CollectedLog();
        driver.prepare(spec);
        driver.create(spec);
        driver.follow(spec.key(), null, LogStreaming.FROM_START, log);
        driver.start(spec);
        log.awaitEnd(PATIENCE);
        assertThat(log.text(LogStream.STDOUT)).startsWith("1\n2\n").endsWith("40\n");
        var exit = Eventually.value("it ends", PATIENCE, () -> driver.observe(spec.key()), seen -> seen.exit() != null)
                .exit();
        assertThat(exit).isNotNull();
        assertThat(exit.code()).isEqualTo(3);
        assertThat(driver.usage(spec.key()).memory().own()).isZero();
        driver.destroy(spec.key());
    }
}
