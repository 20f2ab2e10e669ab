package dev.triptych.driver.wasm;

import dev.triptych.driver.wasm.engine.wasmtime.TestLibrary;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.Capability;
import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.Invoking;
import dev.triptych.spi.KindOptions.WasmHttp;
import dev.triptych.spi.KindOptions.WasmIsolation;
import dev.triptych.spi.KindOptions.WasmLimits;
import dev.triptych.spi.KindOptions.WasmOptions;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.ModuleInspecting;
import dev.triptych.spi.Program;
import dev.triptych.spi.Resources;
import dev.triptych.spi.Source;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.DriverFixture;
import dev.triptych.tck.TestProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Plays the contracts' programs with the product's own samples. */
final class WasmFixture implements DriverFixture {
    private static final byte[] NO_INPUT = {};
    private static final String FOR_EVER = "1000000s";
    private static final Path HOME = home();

    private final String engine;
    private final InstallationId installation = new InstallationId(UUID.randomUUID());
    private final List<Driver> opened = new ArrayList<>();
    private Driver driver = open(installation);

    private final WasmIsolation isolation;

    WasmFixture(String engine) {
        this(engine, WasmIsolation.SHARED);
    }

    WasmFixture(String engine, WasmIsolation isolation) {
        this.engine = engine;
        this.isolation = isolation;
    }

    private static Path home() {
        try {
            Path made =
                    Files.createDirectories(Path.of("target", "contract-home").toAbsolutePath());
            TestLibrary.linkInto(made);
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Driver open(InstallationId owner) {
        Driver fresh =
                WasmDriver.open(new DriverContext(owner, HOME, Clock.systemUTC()), TestProperties.withProcesses());
        opened.add(fresh);
        return fresh;
    }

    @Override
    public Driver driver() {
        return driver;
    }

    @Override
    public Driver reopen() {
        driver = open(installation);
        return driver;
    }

    @Override
    public Driver openAs(InstallationId other) {
        return open(other);
    }

    @Override
    public Optional<Driver> withoutBackend() {
        try {
            Path home = Files.createTempDirectory(HOME, "blocked");
            Files.writeString(home.resolve("wasm"), "a file where a folder has to be");
            return Optional.of(WasmDriver.open(
                    new DriverContext(installation, home, Clock.systemUTC()), TestProperties.withProcesses()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public WorkloadSpec spec(WorkloadKey key, TestProgram program) {
        return switch (program) {
            case TestProgram.ExitWith exit -> greeter(key, List.of("--exit", "" + exit.code()), Map.of(), NO_INPUT);
            case TestProgram.PrintLines print ->
                greeter(key, List.of(), Map.of(), text(String.join("\n", print.lines()) + "\n"));
            case TestProgram.PrintBoth both ->
                greeter(key, List.of("--err", both.toStderr()), Map.of(), text(both.toStdout()));
            case TestProgram.EchoInput echo -> greeter(key, List.of(), Map.of(), echo.stdin());
            case TestProgram.ShowEnv show -> greeter(key, List.of(), Map.of(show.name(), show.value()), NO_INPUT);
            case TestProgram.AddToFile add ->
                spec(
                        key,
                        ClangGuests.sample("keeper"),
                        new Program(List.of(add.path(), add.line()), Map.of(), Set.of(), NO_INPUT));
            case TestProgram.Stay _ -> hungry(key, "--touch", "65536B", "--hold", FOR_EVER);
            case TestProgram.TouchMemory touch -> hungry(key, "--touch", touch.bytes() + "B", "--hold", FOR_EVER);
            case TestProgram.ExhaustMemory _ -> hungry(key);
            case TestProgram.BurnCpu burn ->
                hungry(key, "--burn", burn.cpuTime().toMillis() + "ms");
        };
    }

    private static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    private WorkloadSpec greeter(WorkloadKey key, List<String> args, Map<String, String> env, byte[] stdin) {
        return spec(key, ClangGuests.sample("greeter"), new Program(args, env, Set.of(), stdin));
    }

    private WorkloadSpec hungry(WorkloadKey key, String... args) {
        return spec(key, ClangGuests.sample("hungry"), new Program(List.of(args), Map.of(), Set.of(), NO_INPUT));
    }

    private WorkloadSpec spec(WorkloadKey key, Source source, Program program) {
        return spec(key, source, program, engine, isolation);
    }

    static WorkloadSpec spec(WorkloadKey key, Source source, Program program, String engine) {
        return spec(key, source, program, engine, WasmIsolation.SHARED);
    }

    static WorkloadSpec spec(WorkloadKey key, Source source, Program program, String engine, WasmIsolation isolation) {
        return new WorkloadSpec(
                key,
                "w-" + key.id().shortForm(),
                Lifecycle.JOB,
                source,
                program,
                List.of(),
                List.of(),
                new Resources(1, ByteSize.ofMebibytes(160), null),
                new WasmOptions(engine, WasmHttp.NONE, WasmOptions.DEFAULT_CONCURRENCY, WasmLimits.NONE, isolation));
    }

    @Override
    public WorkloadSpec specOfMissingSource(WorkloadKey key) {
        return spec(
                key,
                new Source.WasmModule(HOME.resolve("nowhere.wasm"), "sha256:" + "0".repeat(64)),
                new Program(List.of(), Map.of(), Set.of(), NO_INPUT));
    }

    @Override
    public WorkloadSpec specOfMismatchedSource(WorkloadKey key) {
        return spec(
                key,
                new Source.ContainerImage("greeter:1", "sha256:" + "0".repeat(64)),
                new Program(List.of(), Map.of(), Set.of(), NO_INPUT));
    }

    @Override
    public Set<Class<? extends Capability>> powers() {
        return Set.of(LogStreaming.class, ModuleInspecting.class, Invoking.class);
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(60);
    }

    /** The hosts end by themselves when they are empty and nobody is connected. */
    @Override
    public void close() {
        for (Driver one : opened) {
            one.observeAll().forEach(seen -> one.destroy(seen.key()));
            one.close();
        }
    }
}
