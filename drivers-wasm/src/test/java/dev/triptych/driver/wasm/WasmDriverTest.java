package dev.triptych.driver.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.CpuWeight;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.IoLimits;
import dev.triptych.spi.KindOptions.WasmOptions;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.ModuleInspecting;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.Port;
import dev.triptych.spi.PortProtocol;
import dev.triptych.spi.Preparation;
import dev.triptych.spi.Program;
import dev.triptych.spi.Resources;
import dev.triptych.spi.Source.WasmModule;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.CollectedLog;
import dev.triptych.tck.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver's own promises, with modules assembled by hand. */
class WasmDriverTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path home;

    private WasmDriver driver;

    @BeforeEach
    void openTheDriver() {
        driver = open(TestProperties.withOutput(1, 64));
    }

    private WasmDriver open(WasmDriverProperties properties) {
        return WasmDriverAssembly.openEmbedded(
                new DriverContext(new InstallationId(UUID.randomUUID()), home, Clock.systemUTC()), properties);
    }

    @AfterEach
    void closeTheDriver() {
        driver.close();
    }

    private WasmModule module(byte[] bytes) {
        try {
            return ClangGuests.module(Files.write(home.resolve(UUID.randomUUID() + ".wasm"), bytes));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private WorkloadSpec spec(byte[] bytes) {
        return spec(bytes, ByteSize.ofMebibytes(4), null, "auto");
    }

    private WorkloadSpec spec(byte[] bytes, ByteSize memory, @Nullable Duration timeout, String engine) {
        return new WorkloadSpec(
                new WorkloadKey(new WorkloadId(UUID.randomUUID()), 1),
                "guest",
                Lifecycle.JOB,
                module(bytes),
                new Program(List.of(), Map.of("TOKEN", "hush"), Set.of("TOKEN"), new byte[0]),
                List.of(),
                List.of(),
                new Resources(1, memory, timeout),
                WasmOptions.of(engine));
    }

    private Exit run(WorkloadSpec spec) {
        driver.create(spec);
        driver.start(spec);
        return awaitEnd(spec);
    }

    private Exit awaitEnd(WorkloadSpec spec) {
        Observation end = Eventually.value(
                "the guest ends", PATIENCE, () -> driver.observe(spec.key()), seen -> seen.exit() != null);
        Exit exit = end.exit();
        if (exit == null) {
            throw new AssertionError("no exit");
        }
        return exit;
    }

    private static DriverException refusal(DriverErrorCode code, ThrowingCallable call) {
        DriverException[] seen = new DriverException[1];
        assertThatExceptionOfType(DriverException.class).isThrownBy(call).satisfies(refusal -> {
            assertThat(refusal.code()).isEqualTo(code);
            seen[0] = refusal;
        });
        return seen[0];
    }

    @Test
    void whatNobodyWouldHoldIsRefusedWithTheReason() {
        WorkloadSpec plain = spec(GuestPrograms.unreachable());
        IoLimits io = new IoLimits(4096L, null, null, null);
        DriverException rates = refusal(
                DriverErrorCode.NOT_SUPPORTED,
                () -> driver.plan(with(plain, new Resources(1, ByteSize.ofMebibytes(4), null, null, null, io))));
        assertThat(rates.safeMessage()).contains("resources.io");
        DriverException weight = refusal(
                DriverErrorCode.NOT_SUPPORTED,
                () -> driver.plan(
                        with(plain, new Resources(1, ByteSize.ofMebibytes(4), null, null, new CpuWeight(50), null))));
        assertThat(weight.safeMessage()).contains("resources.cpuWeight", "dedicated");
    }

    private static WorkloadSpec with(WorkloadSpec spec, Resources resources) {
        return new WorkloadSpec(
                spec.key(),
                spec.name(),
                spec.lifecycle(),
                spec.source(),
                spec.program(),
                spec.mounts(),
                spec.ports(),
                resources,
                spec.options());
    }

    @Test
    void aTrapIsTold() {
        Exit exit = run(spec(GuestPrograms.unreachable()));
        assertThat(exit.reason()).isEqualTo(ExitReason.TRAPPED);
        assertThat(exit.detail()).contains("unreachable");
    }

    @Test
    void theTimeLimitEndsALoop() {
        Exit exit = run(spec(GuestPrograms.endlessLoop(), ByteSize.ofMebibytes(4), Duration.ofMillis(200), "auto"));
        assertThat(exit.reason()).isEqualTo(ExitReason.TIME_LIMIT);
        assertThat(exit.detail()).contains("200 ms");
    }

    @Test
    void theTimeLimitEndsASleeper() {
        Exit exit = run(spec(GuestPrograms.sleeping(), ByteSize.ofMebibytes(4), Duration.ofMillis(100), "auto"));
        assertThat(exit.reason()).isEqualTo(ExitReason.TIME_LIMIT);
    }

    @Test
    void theOutputLimitEndsAFloodAndWhatFittedIsKept() {
        WorkloadSpec spec = spec(GuestPrograms.endlessOutput());
        Exit exit = run(spec);
        assertThat(exit.reason()).isEqualTo(ExitReason.OUTPUT_LIMIT);
        CollectedLog log = new CollectedLog();
        driver.follow(spec.key(), driver.observe(spec.key()).incarnation(), LogStreaming.FROM_START, log);
        log.awaitEnd(PATIENCE);
        assertThat(log.bytes(LogStream.STDOUT)).hasSize(1024 * 1024);
        assertThat(log.chunks()).allMatch(chunk -> chunk.bytes().length <= 64 * 1024);
    }

    @Test
    void nothingOfTheOutputIsLeftOnDisk() throws IOException {
        WorkloadSpec spec = spec(GuestPrograms.endlessOutput());
        run(spec);
        driver.destroy(spec.key());
        try (var files = Files.list(home.resolve("runs"))) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void refusedMemoryIsTheReasonOnlyWhenTheGuestFailsAfterIt() {
        assertThat(run(spec(GuestPrograms.growAndTrap())).reason()).isEqualTo(ExitReason.OUT_OF_MEMORY);
        Exit coded = run(spec(GuestPrograms.grow(64)));
        assertThat(coded.reason()).isEqualTo(ExitReason.OUT_OF_MEMORY);
        assertThat(coded.code()).isEqualTo(1);
        assertThat(run(spec(GuestPrograms.grow(63))).reason()).isEqualTo(ExitReason.EXITED);
    }

    @Test
    void anExitCodeWithoutRefusedMemoryIsJustThat() {
        assertThat(run(spec(GuestPrograms.exit(3))).reason()).isEqualTo(ExitReason.EXITED);
    }

    @Test
    void stoppingEndsALoopAtOnceWhateverTheGrace() {
        WorkloadSpec spec = spec(GuestPrograms.endlessLoop());
        driver.create(spec);
        driver.start(spec);
        long asked = System.nanoTime();
        driver.stop(spec.key(), Duration.ofMinutes(10));
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(5));
        assertThat(awaitEnd(spec).reason()).isEqualTo(ExitReason.STOPPED);
    }

    @Test
    void closingEndsWhatRunsAsLost() {
        WorkloadSpec spec = spec(GuestPrograms.endlessLoop());
        driver.create(spec);
        driver.start(spec);
        Observation[] last = new Observation[1];
        driver.listen(new dev.triptych.spi.DriverListener() {
            @Override
            public void observed(Observation observation) {
                last[0] = observation;
            }

            @Override
            public void healthChanged(dev.triptych.spi.DriverHealth health) {
                throw new AssertionError("nothing changed");
            }
        });
        driver.close();
        Eventually.holds("the end is told", PATIENCE, () -> last[0] != null);
        assertThat(last[0].state()).isEqualTo(ObservedState.FAILED);
        assertThat(last[0].exit()).isNotNull();
        assertThat(last[0].exit().reason()).isEqualTo(ExitReason.LOST);
        refusal(DriverErrorCode.BACKEND_UNAVAILABLE, () -> driver.observe(spec.key()));
    }

    @Test
    void missingImportsAreRefusedByName() {
        DriverException refusal =
                refusal(DriverErrorCode.IMPORTS_NOT_GRANTED, () -> driver.plan(spec(GuestPrograms.needsSockets())));
        assertThat(refusal.safeMessage()).contains("wasi_snapshot_preview1.sock_open", "env.launch_missiles");
    }

    @Test
    void anEngineThatIsNotThereIsRefusedNamingThoseThatAre() {
        DriverException refusal = refusal(
                DriverErrorCode.NOT_SUPPORTED,
                () -> driver.plan(spec(GuestPrograms.exit(0), ByteSize.ofMebibytes(4), null, "wasmer")));
        assertThat(refusal.safeMessage()).contains("wasmer", "endive");
    }

    @Test
    void theChosenEngineIsToldWithItsVersion() {
        WorkloadSpec spec = spec(GuestPrograms.exit(0), ByteSize.ofMebibytes(4), null, "endive");
        assertThat(driver.create(spec).facts())
                .containsEntry("engine", "endive")
                .containsKey("engineVersion");
    }

    @Test
    void aMinimumAboveTheLimitIsRefusedWithTheArithmetic() {
        DriverException refusal = refusal(
                DriverErrorCode.INVALID_SPEC,
                () -> driver.plan(spec(GuestPrograms.endlessFill(100), ByteSize.ofMebibytes(4), null, "auto")));
        assertThat(refusal.safeMessage()).contains("100 pages", "6400KiB", "4MiB");
    }

    @Test
    void aLimitBeyondTheHostIsRefusedWithTheArithmetic() {
        DriverException refusal = refusal(
                DriverErrorCode.CAPACITY_EXCEEDED,
                () -> driver.plan(spec(GuestPrograms.exit(0), ByteSize.ofMebibytes(1500), null, "auto")));
        assertThat(refusal.safeMessage()).contains("1500MiB", "1GiB");
    }

    @Test
    void theSumOfLimitsIsAdmittedAndGivenBack() {
        WorkloadSpec large = spec(GuestPrograms.endlessLoop(), ByteSize.ofMebibytes(700), null, "auto");
        driver.create(large);
        driver.start(large);
        WorkloadSpec second = spec(GuestPrograms.exit(0), ByteSize.ofMebibytes(700), null, "auto");
        driver.create(second);
        DriverException refusal = refusal(DriverErrorCode.CAPACITY_EXCEEDED, () -> driver.start(second));
        assertThat(refusal.safeMessage()).contains("700MiB", "1 running guests", "324MiB");
        driver.stop(large.key(), Duration.ZERO);
        driver.start(second);
        assertThat(awaitEnd(second).reason()).isEqualTo(ExitReason.EXITED);
    }

    @Test
    void aBrokenModuleIsRefusedSayingWhere() {
        byte[] cut = java.util.Arrays.copyOf(GuestPrograms.print("hello"), 60);
        DriverException refusal = refusal(DriverErrorCode.SOURCE_INVALID, () -> driver.plan(spec(cut)));
        assertThat(refusal.safeMessage()).contains("at byte");
    }

    @Test
    void aLibraryIsNoProgram() {
        byte[] library = new ModuleBytes().memory(1, -1).function("add", 0).build();
        assertThat(refusal(DriverErrorCode.SOURCE_INVALID, () -> driver.plan(spec(library)))
                        .safeMessage())
                .contains("_start");
    }

    @Test
    void portsAreRefusedNotIgnored() {
        WorkloadSpec plain = spec(GuestPrograms.exit(0));
        WorkloadSpec listening = new WorkloadSpec(
                plain.key(),
                plain.name(),
                plain.lifecycle(),
                plain.source(),
                plain.program(),
                plain.mounts(),
                List.of(new Port("http", 8080, PortProtocol.HTTP, null)),
                plain.resources(),
                plain.options());
        refusal(DriverErrorCode.NOT_SUPPORTED, () -> driver.plan(listening));
    }

    @Test
    void aPlanMasksSecrets() {
        assertThat(driver.plan(spec(GuestPrograms.exit(0))).content())
                .contains("\"TOKEN\":\"********\"")
                .doesNotContain("hush");
    }

    @Test
    void theFirstPreparationIsColdTheNextIsNotAlsoInAnotherProcess() {
        byte[] module = GuestPrograms.exit(9);
        assertThat(driver.prepare(spec(module)).temperature()).isEqualTo(Preparation.Temperature.COLD);
        Preparation again = driver.prepare(spec(module));
        assertThat(again.temperature()).isEqualTo(Preparation.Temperature.PREPARED);
        try (WasmDriver next = open(TestProperties.defaults())) {
            Preparation fromDisk = next.prepare(spec(module));
            assertThat(fromDisk.temperature()).isEqualTo(Preparation.Temperature.PREPARED);
            assertThat(fromDisk.uses())
                    .extracting(Preparation.CacheUse::cache)
                    .containsExactly("loaded-module", "compiled-module");
        }
    }

    @Test
    void aChangedFileIsNotCompiled() throws IOException {
        WorkloadSpec spec = spec(GuestPrograms.exit(9));
        driver.plan(spec);
        Files.write(((WasmModule) spec.source()).file(), GuestPrograms.exit(8));
        refusal(DriverErrorCode.SOURCE_INVALID, () -> driver.prepare(spec));
    }

    @Test
    void anInspectionShowsWhatIsMissing() throws IOException {
        Path file = Files.write(home.resolve("x.wasm"), GuestPrograms.needsSockets());
        ModuleInspecting inspecting = driver.capability(ModuleInspecting.class).orElseThrow();
        assertThat(inspecting.inspect(file).missingImports())
                .containsExactly("wasi_snapshot_preview1.sock_open", "env.launch_missiles");
        Path broken = Files.write(home.resolve("y.wasm"), new byte[] {1, 2, 3});
        refusal(DriverErrorCode.SOURCE_INVALID, () -> inspecting.inspect(broken));
    }

    @Test
    void instructionsThatMakeNoSenseAreRefusedByTheInspection() throws IOException {
        byte[] senseless = new ModuleBytes().memory(1, -1).start(0, 0x6a).build();
        Path file = Files.write(home.resolve("x.wasm"), senseless);
        ModuleInspecting inspecting = driver.capability(ModuleInspecting.class).orElseThrow();
        refusal(DriverErrorCode.SOURCE_INVALID, () -> inspecting.inspect(file));
    }

    @Test
    void followersOfWhatIsDestroyedAreLetGo() {
        WorkloadSpec spec = spec(GuestPrograms.exit(0));
        driver.create(spec);
        CollectedLog log = new CollectedLog();
        driver.follow(spec.key(), null, LogStreaming.FROM_START, log);
        driver.destroy(spec.key());
        Eventually.holds("the subscription ends", PATIENCE, () -> log.ends() == 1);
    }
}
