package dev.triptych.driver.vm;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.Capability;
import dev.triptych.spi.CommandExecution;
import dev.triptych.spi.ConsoleAccess;
import dev.triptych.spi.DisplayAccess;
import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.KindOptions;
import dev.triptych.spi.KindOptions.Firmware;
import dev.triptych.spi.KindOptions.Graphics;
import dev.triptych.spi.KindOptions.Profile;
import dev.triptych.spi.KindOptions.VmOptions;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Pausing;
import dev.triptych.spi.Port;
import dev.triptych.spi.Program;
import dev.triptych.spi.Resources;
import dev.triptych.spi.Snapshotting;
import dev.triptych.spi.Source;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.ConsoleFixture;
import dev.triptych.tck.DisplayFixture;
import dev.triptych.tck.SnapshotFixture;
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
import java.util.stream.Stream;

/** An installation of its own on the host's real libvirt. */
final class LibvirtFixture implements ConsoleFixture, DisplayFixture, SnapshotFixture {
    static final Clock CLOCK = Clock.systemUTC();
    private static final Path HOME = Path.of("/nowhere"); // the shared folder is used, so nothing is kept there

    private final InstallationId installation = new InstallationId(UUID.randomUUID());
    private final VmDriverProperties properties = TestSettings.properties();
    private final Path folder = newFolder();
    private final List<LibvirtDriver> opened = new ArrayList<>();
    private final LibvirtDriver driver = open(installation, properties);

    private LibvirtDriver open(InstallationId owner, VmDriverProperties settings) {
        LibvirtDriver fresh = new LibvirtDriver(new DriverContext(owner, HOME, CLOCK), settings);
        opened.add(fresh);
        return fresh;
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("libvirt-fixture");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    InstallationId installation() {
        return installation;
    }

    /** Whether the machine's process is gone, asked of the host and not of the driver. */
    boolean isOff(WorkloadKey key) {
        return QemuProcess.find("none", DomainIdentity.of(installation, key).uuid())
                .isEmpty();
    }

    VmStorage storage() {
        return new VmStorage(properties.directoryOr(HOME), installation);
    }

    @Override
    public Driver driver() {
        return driver;
    }

    @Override
    public Driver reopen() {
        return open(installation, properties);
    }

    @Override
    public Driver openAs(InstallationId other) {
        return open(other, properties);
    }

    @Override
    public Optional<Driver> withoutBackend() {
        return Optional.of(open(installation, TestSettings.withUri("qemu:///system?socket=/nowhere/libvirt-sock")));
    }

    @Override
    public WorkloadSpec spec(WorkloadKey key, TestProgram program) {
        return switch (program) {
            case TestProgram.ExitWith(int code) -> script(key, "exit " + code);
            case TestProgram.PrintLines(List<String> lines) ->
                shell(key, "for line in \"$@\"; do echo \"$line\"; done", lines);
            case TestProgram.PrintBoth(String out, String err) ->
                shell(key, "echo \"$1\"; echo \"$2\" >&2", List.of(out, err));
            case TestProgram.EchoInput(byte[] stdin) ->
                with(script(key, "cat"), program(List.of("/bin/cat"), Map.of(), stdin));
            case TestProgram.ShowEnv(String name, String value) ->
                with(
                        script(key, ""),
                        program(List.of("/bin/sh", "-c", "echo \"$" + name + "\""), Map.of(name, value), new byte[0]));
            case TestProgram.AddToFile(String path, String line) ->
                shell(key, "if [ -e \"$1\" ]; then cat \"$1\"; fi; echo \"$2\" >> \"$1\"", List.of(path, line));
            case TestProgram.Stay() -> script(key, "trap 'exit 0' TERM; echo ready; while :; do sleep 1; done");
            // a guest's boot leaves pages that count and are free: both loads use them up
            case TestProgram.TouchMemory(long bytes) ->
                hungry(key, "--touch", ((bytes >> 20) + 32) + "MiB", "--hold", "600s");
            case TestProgram.ExhaustMemory() -> hungry(key);
            case TestProgram.BurnCpu(Duration cpuTime) -> burn(key, cpuTime);
        };
    }

    @Override
    public WorkloadSpec specOfAnswering(WorkloadKey key) {
        return onDisk(key, () -> TinyDisk.makeAnswering(folder));
    }

    @Override
    public WorkloadSpec specOfCounting(WorkloadKey key, boolean stays) {
        return onDisk(key, () -> TinyDisk.make(folder, Source.DiskFormat.QCOW2, stays));
    }

    @Override
    public WorkloadSpec specOfDrawing(WorkloadKey key, boolean display) {
        return with(
                specOfCounting(key, true),
                new VmOptions(Firmware.BIOS, null, Profile.STANDARD, display ? Graphics.DISPLAY : Graphics.NONE));
    }

    private interface Made {
        Source.Disk make() throws IOException;
    }

    private static WorkloadSpec onDisk(WorkloadKey key, Made disk) {
        try {
            return with(
                    spec(key, disk.make(), program(List.of(), Map.of(), new byte[0])),
                    new Resources(1, ByteSize.ofMebibytes(128), null, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private WorkloadSpec burn(WorkloadKey key, Duration cpuTime) {
        if (cpuTime.isZero()) {
            return script(key, "echo burning");
        }
        TimedBurn.watch(
                DomainIdentity.of(installation, key).uuid(),
                storage().machine(key).frames(),
                cpuTime,
                patience());
        return script(key, TimedBurn.SCRIPT);
    }

    private static WorkloadSpec shell(WorkloadKey key, String script, List<String> arguments) {
        List<String> command = Stream.of(List.of("/bin/sh", "-c", script, "script"), arguments)
                .flatMap(List::stream)
                .toList();
        return with(script(key, ""), program(command, Map.of(), new byte[0]));
    }

    static WorkloadSpec script(WorkloadKey key, String script) {
        return spec(key, GuestImages.image(), program(List.of("/bin/sh", "-c", script), Map.of(), new byte[0]));
    }

    static WorkloadSpec script(String script) {
        return script(newKey(), script);
    }

    private static WorkloadSpec hungry(WorkloadKey key, String... args) {
        List<String> command =
                Stream.concat(Stream.of("/bin/hungry"), Stream.of(args)).toList();
        return spec(key, GuestImages.image(), program(command, Map.of(), new byte[0]));
    }

    static WorkloadKey newKey() {
        return new WorkloadKey(new WorkloadId(UUID.randomUUID()), 1);
    }

    static Program program(List<String> args, Map<String, String> env, byte[] stdin) {
        return new Program(args, env, Set.of(), stdin);
    }

    static WorkloadSpec spec(WorkloadKey key, Source source, Program program) {
        return new WorkloadSpec(
                key,
                "test",
                Lifecycle.JOB,
                source,
                program,
                List.of(),
                List.of(),
                new Resources(1, ByteSize.ofMebibytes(256), null),
                KindOptions.VmOptions.DEFAULT);
    }

    static WorkloadSpec with(WorkloadSpec spec, Program program) {
        return spec(spec.key(), spec.source(), program);
    }

    static WorkloadSpec with(WorkloadSpec spec, List<Port> ports) {
        return new WorkloadSpec(
                spec.key(),
                spec.name(),
                spec.lifecycle(),
                spec.source(),
                spec.program(),
                spec.mounts(),
                ports,
                spec.resources(),
                spec.options());
    }

    static WorkloadSpec with(WorkloadSpec spec, Resources resources) {
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

    static WorkloadSpec with(WorkloadSpec spec, KindOptions options) {
        return new WorkloadSpec(
                spec.key(),
                spec.name(),
                spec.lifecycle(),
                spec.source(),
                spec.program(),
                spec.mounts(),
                spec.ports(),
                spec.resources(),
                options);
    }

    static WorkloadSpec named(WorkloadSpec spec, String name) {
        return new WorkloadSpec(
                spec.key(),
                name,
                spec.lifecycle(),
                spec.source(),
                spec.program(),
                spec.mounts(),
                spec.ports(),
                spec.resources(),
                spec.options());
    }

    @Override
    public WorkloadSpec specOfMissingSource(WorkloadKey key) {
        Source missing = new Source.KernelBoot(Path.of("/nowhere/vmlinuz"), null, "", "sha256:" + "0".repeat(64));
        return spec(key, missing, program(List.of(), Map.of(), new byte[0]));
    }

    @Override
    public WorkloadSpec specOfMismatchedSource(WorkloadKey key) {
        Source module = new Source.WasmModule(Path.of("/nowhere.wasm"), "sha256:" + "0".repeat(64));
        return spec(key, module, program(List.of(), Map.of(), new byte[0]));
    }

    @Override
    public Set<Class<? extends Capability>> powers() {
        return Set.of(
                LogStreaming.class,
                ConsoleAccess.class,
                DisplayAccess.class,
                CommandExecution.class,
                Pausing.class,
                Snapshotting.class);
    }

    /** Emulated machines on a busy host are slow. */
    @Override
    public Duration patience() {
        return Duration.ofMinutes(2);
    }

    @Override
    public void close() {
        LibvirtDriver fresh = open(installation, properties); // a test may have closed its own
        fresh.observeAll().forEach(left -> fresh.destroy(left.key()));
        opened.forEach(LibvirtDriver::close);
        try {
            VmStorage.remove(storage().root());
            VmStorage.remove(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
