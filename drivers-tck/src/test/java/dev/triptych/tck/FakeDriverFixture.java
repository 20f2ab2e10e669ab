package dev.triptych.tck;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.Capability;
import dev.triptych.spi.CommandExecution;
import dev.triptych.spi.CommandExecution.Command;
import dev.triptych.spi.ConsoleAccess;
import dev.triptych.spi.DisplayAccess;
import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.Figure;
import dev.triptych.spi.ImagePulling;
import dev.triptych.spi.ImageStore;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.KindOptions;
import dev.triptych.spi.KindOptions.Firmware;
import dev.triptych.spi.KindOptions.Graphics;
import dev.triptych.spi.KindOptions.Profile;
import dev.triptych.spi.KindOptions.VmOptions;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Mount;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.Pausing;
import dev.triptych.spi.Program;
import dev.triptych.spi.Resources;
import dev.triptych.spi.Snapshotting;
import dev.triptych.spi.Source;
import dev.triptych.spi.Source.DiskFormat;
import dev.triptych.spi.Usage;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.fake.FakeBackend;
import dev.triptych.tck.fake.FakeDriver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Plays the contracts' programs on a {@link FakeBackend}. */
final class FakeDriverFixture implements CommandFixture, ConsoleFixture, DisplayFixture, SnapshotFixture {
    private static final Clock CLOCK = Clock.systemUTC();
    /** How much faster than others this backend works. */
    private static final long SPEED = 10;

    private static final String DIGEST = "sha256:" + "a".repeat(64);

    private final InstallationId installation = new InstallationId(UUID.randomUUID());
    private final FakeBackend backend = new FakeBackend(CLOCK);
    private final Map<WorkloadKey, TestProgram> programs = new ConcurrentHashMap<>();
    private final Set<WorkloadKey> staying = ConcurrentHashMap.newKeySet();
    private final WorkloadKind kind;
    private final Driver driver;

    FakeDriverFixture(WorkloadKind kind) {
        this.kind = kind;
        this.driver = open(installation);
        backend.onStart(this::play);
        backend.onInvoke(this::answer);
        backend.onType(
                (key, bytes) -> write(key, LogStream.CONSOLE, "got " + new String(bytes, StandardCharsets.UTF_8)));
        backend.onExecute((_, session) -> FakeCommandScripts.play(session));
    }

    @Override
    public Command command(TestCommand command) {
        return FakeCommandScripts.command(command);
    }

    @Override
    public boolean isRunningACommandThatStays(WorkloadKey key) {
        return backend.runsACommand(key.toString());
    }

    /** On this backend every workload answers on its console. */
    @Override
    public WorkloadSpec specOfAnswering(WorkloadKey key) {
        return spec(key, new TestProgram.Stay());
    }

    @Override
    public WorkloadSpec specOfCounting(WorkloadKey key, boolean stays) {
        if (stays) {
            staying.add(key);
        }
        return spec(key, new Source.Disk(Path.of("/nowhere"), DiskFormat.RAW, new ByteSize(4096), DIGEST));
    }

    @Override
    public WorkloadSpec specOfDrawing(WorkloadKey key, boolean display) {
        return spec(
                key,
                source(DIGEST),
                new VmOptions(Firmware.BIOS, null, Profile.STANDARD, display ? Graphics.DISPLAY : Graphics.NONE));
    }

    FakeBackend backend() {
        return backend;
    }

    private void count(WorkloadKey key) {
        write(key, LogStream.CONSOLE, "boot " + backend.countOnDisk(key) + "\n");
        if (!staying.contains(key)) {
            backend.exit(key, 0);
        }
    }

    private FakeBackend.Answer answer(WorkloadSpec spec, byte[] stdin) {
        return switch (programs.getOrDefault(spec.key(), new TestProgram.Stay())) {
            case TestProgram.ExitWith(int code) -> answer(code, "", "");
            case TestProgram.EchoInput _ -> new FakeBackend.Answer(0, stdin, new byte[0], false);
            case TestProgram.PrintBoth(String toStdout, String toStderr) -> answer(0, toStdout, toStderr);
            default -> new FakeBackend.Answer(0, new byte[0], new byte[0], true);
        };
    }

    private static FakeBackend.Answer answer(int code, String stdout, String stderr) {
        return new FakeBackend.Answer(
                code, stdout.getBytes(StandardCharsets.UTF_8), stderr.getBytes(StandardCharsets.UTF_8), false);
    }

    private Source source(String digest) {
        return switch (kind) {
            case WASM -> new Source.WasmModule(Path.of("/nowhere.wasm"), digest);
            case VM -> new Source.KernelBoot(Path.of("/nowhere/vmlinuz"), null, "", digest);
            case CONTAINER -> new Source.ContainerImage("test", digest);
        };
    }

    private FakeDriver open(InstallationId owner) {
        return new FakeDriver(kind, new DriverContext(owner, Path.of("/nowhere"), CLOCK), backend);
    }

    @Override
    public Driver driver() {
        return driver;
    }

    @Override
    public Driver reopen() {
        return open(installation);
    }

    @Override
    public Driver openAs(InstallationId other) {
        return open(other);
    }

    @Override
    public Optional<Driver> withoutBackend() {
        FakeBackend gone = new FakeBackend(CLOCK);
        gone.goAway();
        return Optional.of(new FakeDriver(kind, new DriverContext(installation, Path.of("/nowhere"), CLOCK), gone));
    }

    @Override
    public WorkloadSpec spec(WorkloadKey key, TestProgram program) {
        programs.put(key, program);
        return spec(key, source(DIGEST));
    }

    @Override
    public WorkloadSpec specOfMissingSource(WorkloadKey key) {
        return spec(key, source(FakeDriver.MISSING_DIGEST));
    }

    @Override
    public WorkloadSpec specOfMismatchedSource(WorkloadKey key) {
        return spec(key, new Source.WasmModule(Path.of("/nowhere.wasm"), DIGEST));
    }

    private static WorkloadSpec spec(WorkloadKey key, Source source) {
        return spec(key, source, KindOptions.ContainerOptions.DEFAULT);
    }

    private static WorkloadSpec spec(WorkloadKey key, Source source, KindOptions options) {
        return new WorkloadSpec(
                key,
                "test",
                Lifecycle.JOB,
                source,
                new Program(List.of(), Map.of(), Set.of(), new byte[0]),
                List.of(),
                List.of(),
                new Resources(1, ByteSize.ofMebibytes(64), null),
                options);
    }

    private void play(WorkloadSpec spec) {
        WorkloadKey key = spec.key();
        if (spec.source() instanceof Source.Disk) {
            count(key);
            return;
        }
        switch (programs.getOrDefault(key, new TestProgram.Stay())) {
            case TestProgram.ExitWith(int code) -> backend.exit(key, code);
            case TestProgram.PrintLines(List<String> lines) -> {
                lines.forEach(line -> write(key, LogStream.STDOUT, line + "\n"));
                backend.exit(key, 0);
            }
            case TestProgram.PrintBoth(String toStdout, String toStderr) -> {
                write(key, LogStream.STDOUT, toStdout + "\n");
                write(key, LogStream.STDERR, toStderr + "\n");
                backend.exit(key, 0);
            }
            case TestProgram.EchoInput(byte[] stdin) -> {
                backend.write(key, LogStream.STDOUT, stdin);
                backend.exit(key, 0);
            }
            case TestProgram.ShowEnv(String name, String value) -> {
                write(key, LogStream.STDOUT, name + "=" + value + "\n");
                backend.exit(key, 0);
            }
            case TestProgram.AddToFile(String path, String line) ->
                backend.exit(key, add(spec, spec.mounts().getFirst(), path, line));
            case TestProgram.Stay() -> {
                write(key, LogStream.CONSOLE, "console ready\n");
                write(key, LogStream.STDOUT, "ready\n");
            }
            case TestProgram.TouchMemory(long bytes) -> {
                backend.setUsage(key, usage((1 << 20) + bytes, 0));
                write(key, LogStream.STDOUT, "ready\n");
            }
            case TestProgram.ExhaustMemory() ->
                backend.end(
                        key,
                        ObservedState.STOPPED,
                        new Exit(ExitReason.OUT_OF_MEMORY, null, 9, Moment.now(CLOCK), "64MiB are used up"));
            case TestProgram.BurnCpu(Duration cpuTime) -> {
                LockSupport.parkNanos(cpuTime.toNanos() / SPEED);
                Eventually.holds(
                        "it goes on", patience(), () -> driver.observe(key).state() != ObservedState.PAUSED);
                backend.setUsage(key, usage(0, cpuTime.toNanos()));
                backend.exit(key, 0);
            }
        }
    }

    private int add(WorkloadSpec spec, Mount mount, String path, String line) {
        Path file = mount.directory().resolve(path.substring(mount.guestPath().length() + 1));
        try {
            if (Files.exists(file)) {
                write(spec.key(), LogStream.STDOUT, Files.readString(file));
            }
            if (mount.readOnly()) {
                return 1;
            }
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(WorkloadKey key, LogStream stream, String text) {
        backend.write(key, stream, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Usage usage(long memory, long cpuNanos) {
        Figure bytes = Figure.measured(Figure.Unit.BYTES, memory, "simulated", "");
        Figure none = Figure.unavailable(Figure.Unit.COUNT, "simulated");
        return new Usage(
                Moment.now(CLOCK),
                bytes,
                bytes,
                Figure.measured(Figure.Unit.NANOSECONDS, cpuNanos, "simulated", ""),
                none,
                none,
                none,
                none);
    }

    @Override
    public Set<Class<? extends Capability>> powers() {
        return switch (kind) {
            case CONTAINER ->
                Set.of(LogStreaming.class, CommandExecution.class, ImageStore.class, ImagePulling.class, Pausing.class);
            case VM ->
                Set.of(
                        LogStreaming.class,
                        ConsoleAccess.class,
                        DisplayAccess.class,
                        CommandExecution.class,
                        Pausing.class,
                        Snapshotting.class);
            case WASM -> Set.of(LogStreaming.class);
        };
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(10);
    }

    @Override
    public void close() {
        backend.release();
    }
}
