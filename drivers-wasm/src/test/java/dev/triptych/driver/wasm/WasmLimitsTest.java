package dev.triptych.driver.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.driver.wasm.engine.wasmtime.TestLibrary;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.KindOptions.WasmHttp;
import dev.triptych.spi.KindOptions.WasmIsolation;
import dev.triptych.spi.KindOptions.WasmLimits;
import dev.triptych.spi.KindOptions.WasmOptions;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.Mount;
import dev.triptych.spi.Program;
import dev.triptych.spi.Resources;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bounds that a description may set, with every engine present. */
class WasmLimitsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration CPU_TIME = Duration.ofMillis(500);

    @TempDir
    private Path home;

    private WasmDriver driver;

    static Stream<String> engines() {
        return TestLibrary.present() ? Stream.of("endive", "wasmtime") : Stream.of("endive");
    }

    @BeforeEach
    void openTheDriver() throws IOException {
        TestLibrary.linkInto(home);
        driver = WasmDriverAssembly.openEmbedded(
                new DriverContext(new InstallationId(UUID.randomUUID()), home, Clock.systemUTC()),
                TestProperties.withOutput(1, 64));
    }

    @AfterEach
    void closeTheDriver() {
        driver.close();
    }

    private WorkloadSpec spec(String engine, byte[] program, WasmLimits limits, List<Mount> mounts) throws IOException {
        return new WorkloadSpec(
                new WorkloadKey(new WorkloadId(UUID.randomUUID()), 1),
                "guest",
                Lifecycle.JOB,
                ClangGuests.module(Files.write(home.resolve(UUID.randomUUID() + ".wasm"), program)),
                new Program(List.of(), Map.of(), Set.of(), new byte[0]),
                mounts,
                List.of(),
                new Resources(1, ByteSize.ofMebibytes(4), null),
                new WasmOptions(engine, WasmHttp.NONE, 1, limits, WasmIsolation.SHARED));
    }

    private Exit run(String engine, byte[] program, WasmLimits limits) throws IOException {
        WorkloadSpec spec = spec(engine, program, limits, List.of());
        driver.create(spec);
        driver.start(spec);
        Exit exit = Eventually.value(
                        "the guest ends", PATIENCE, () -> driver.observe(spec.key()), seen -> seen.exit() != null)
                .exit();
        assertThat(exit).isNotNull();
        return exit;
    }

    private static WasmLimits cpuTime(Duration most) {
        return new WasmLimits(most, null, null, null);
    }

    private static WasmLimits output(long bytes) {
        return new WasmLimits(null, new ByteSize(bytes), null, null);
    }

    private static WasmLimits tables(int entries) {
        return new WasmLimits(null, null, null, entries);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void aLoopEndsWhenItsProcessorTimeIsUsed(String engine) throws IOException {
        Exit exit = run(engine, GuestPrograms.endlessLoop(), cpuTime(CPU_TIME));
        assertThat(exit.reason()).isEqualTo(ExitReason.CPU_LIMIT);
        assertThat(exit.detail()).contains("500 ms");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void aSleeperOutlivesItsProcessorTime(String engine) throws IOException {
        Exit exit = run(engine, TrapPrograms.sleep(2000), cpuTime(CPU_TIME));
        assertThat(exit.reason()).isEqualTo(ExitReason.EXITED);
        assertThat(exit.code()).isZero();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void outputIsBoundedByTheWorkloadsOwnLimit(String engine) throws IOException {
        assertThat(run(engine, GuestPrograms.print("123456"), output(6)).reason())
                .isEqualTo(ExitReason.EXITED);
        assertThat(run(engine, GuestPrograms.print("123456"), output(5)).reason())
                .isEqualTo(ExitReason.OUTPUT_LIMIT);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void tablesAreBoundedByTheWorkloadsOwnLimit(String engine) throws IOException {
        assertThat(run(engine, GuestPrograms.growTable(), tables(15)).code()).isEqualTo(5);
        assertThat(run(engine, GuestPrograms.growTable(), tables(4)).reason()).isEqualTo(ExitReason.START_FAILED);
    }

    @Test
    void moreThanTheHostAllowsIsRefusedWithTheArithmetic() {
        refused(output(2 << 20), "wasm.limits.output is 2MiB", "1MiB");
        refused(new WasmLimits(null, null, 17, null), "wasm.limits.openFiles is 17", "16");
        refused(tables(100_001), "wasm.limits.tableEntries is 100001", "100000");
    }

    private void refused(WasmLimits limits, String... says) {
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> driver.plan(spec("auto", GuestPrograms.exit(0), limits, List.of())))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(DriverErrorCode.CAPACITY_EXCEEDED))
                .satisfies(refusal -> assertThat(refusal.safeMessage()).contains(says));
    }

    @Test
    void aVolumeThatIsYetToBeMadeIsPlannedAndNotRun() throws IOException {
        Mount mount = new Mount(home.resolve("volumes").resolve("later"), "/data", false);
        WorkloadSpec spec = spec("auto", GuestPrograms.exit(0), WasmLimits.NONE, List.of(mount));
        assertThat(driver.plan(spec).content()).contains("/data");
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> driver.create(spec))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(DriverErrorCode.INVALID_SPEC));
    }

    @Test
    void autoTakesWasmtimeWhereItIsHere() throws IOException {
        WorkloadSpec spec = spec("auto", GuestPrograms.exit(0), WasmLimits.NONE, List.of());
        String engine = driver.create(spec).facts().get("engine");
        assertThat(engine).isEqualTo(TestLibrary.present() ? "wasmtime" : "endive");
    }
}
