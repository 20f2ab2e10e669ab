package dev.triptych.driver.container;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.Capability;
import dev.triptych.spi.CommandExecution;
import dev.triptych.spi.CommandExecution.Command;
import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.FileAccess;
import dev.triptych.spi.ImagePulling;
import dev.triptych.spi.ImageSource;
import dev.triptych.spi.ImageStore;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.KindOptions;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Mount;
import dev.triptych.spi.Pausing;
import dev.triptych.spi.Port;
import dev.triptych.spi.Program;
import dev.triptych.spi.Resources;
import dev.triptych.spi.Source;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.CommandFixture;
import dev.triptych.tck.TestCommand;
import dev.triptych.tck.TestProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** An installation of its own on the host's real Docker Engine. */
final class DockerFixture implements CommandFixture {
    static final Clock CLOCK = Clock.systemUTC();
    private static final String STAYS = "the command that stays";
    private static final String HUNGRY = "triptych/hungry:1";
    private static final String NO_SUCH_DIGEST = "sha256:" + "0".repeat(64);

    private final InstallationId installation = new InstallationId(UUID.randomUUID());
    private final ContainerDriverProperties properties;
    private final Path home;
    private final List<Driver> opened = new ArrayList<>();
    private final Driver driver;

    DockerFixture() {
        this(BackendSettings.properties());
    }

    DockerFixture(ContainerDriverProperties properties) {
        this.properties = properties;
        try {
            home = Files.createTempDirectory("triptych-container-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        driver = open(installation, properties);
    }

    private Driver open(InstallationId owner, ContainerDriverProperties settings) {
        Driver fresh = DockerDriver.open(new DriverContext(owner, home, CLOCK), settings);
        opened.add(fresh);
        return fresh;
    }

    InstallationId installation() {
        return installation;
    }

    Path home() {
        return home;
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
        return Optional.of(
                open(installation, BackendSettings.withSocket(home.resolve("no-docker.sock"), Duration.ofSeconds(5))));
    }

    @Override
    public WorkloadSpec spec(WorkloadKey key, TestProgram program) {
        return switch (program) {
            case TestProgram.ExitWith(int code) -> script(key, "exit " + code);
            case TestProgram.PrintLines(List<String> lines) ->
                spec(key, Toolbox.image(), args("for line in \"$@\"; do echo \"$line\"; done", lines), Map.of(), "");
            case TestProgram.PrintBoth(String out, String err) ->
                spec(key, Toolbox.image(), args("echo \"$1\"; echo \"$2\" >&2", List.of(out, err)), Map.of(), "");
            case TestProgram.EchoInput(byte[] stdin) -> withInput(script(key, "cat"), stdin);
            case TestProgram.ShowEnv(String name, String value) ->
                spec(key, Toolbox.image(), Toolbox.script("echo \"$" + name + "\""), Map.of(name, value), "");
            case TestProgram.AddToFile(String path, String line) ->
                spec(
                        key,
                        Toolbox.image(),
                        args("if [ -e \"$1\" ]; then cat \"$1\"; fi; echo \"$2\" >> \"$1\"", List.of(path, line)),
                        Map.of(),
                        "");
            case TestProgram.Stay() -> script(key, "trap 'exit 0' TERM; echo ready; while :; do sleep 1; done");
            case TestProgram.TouchMemory(long bytes) ->
                hungry(key, ByteSize.ofMebibytes(256), "--touch", (bytes >> 20) + "MiB", "--hold", "60s");
            case TestProgram.ExhaustMemory() -> hungry(key, ByteSize.ofMebibytes(32));
            case TestProgram.BurnCpu(Duration cpuTime) ->
                hungry(key, ByteSize.ofMebibytes(64), "--burn", cpuTime.toMillis() / 1000.0 + "s");
        };
    }

    @Override
    public Command command(TestCommand command) {
        return switch (command) {
            case TestCommand.ExitWith(int code) -> shell("exit " + code);
            case TestCommand.PrintBoth(String out, String err) -> shell("echo " + out + "; echo " + err + " >&2");
            case TestCommand.EchoInput() -> Command.of("cat");
            case TestCommand.WriteMuch(int bytes) -> shell("head -c " + bytes + " /dev/zero");
            case TestCommand.ShowEnv(String name) -> shell("echo \"$" + name + "\"");
            case TestCommand.ShowDirectory() -> shell("pwd");
            case TestCommand.ShowTerminalSize() -> shell("while read line; do stty size; done");
            case TestCommand.Stay() -> shell("trap '' HUP INT TERM; echo ready; while :; do sleep 1; done # " + STAYS);
            case TestCommand.Missing() -> Command.of("/no/such/program");
        };
    }

    private static Command shell(String script) {
        return Command.of("/bin/busybox", "sh", "-c", script);
    }

    @Override
    public boolean isRunningACommandThatStays(WorkloadKey key) {
        String container = String.valueOf(driver.observe(key).facts().get("backendId"));
        return ProcessHandle.allProcesses().anyMatch(process -> belongs(process.pid(), container));
    }

    private static boolean belongs(long pid, String container) {
        Path process = Path.of("/proc", String.valueOf(pid));
        try {
            return Files.readString(process.resolve("cgroup")).contains(container)
                    && Files.readString(process.resolve("cmdline")).contains(STAYS);
        } catch (IOException ended) {
            return false;
        }
    }

    private static List<String> args(String script, List<String> arguments) {
        return Stream.of(Toolbox.script(script), List.of("script"), arguments)
                .flatMap(List::stream)
                .toList();
    }

    WorkloadSpec script(WorkloadKey key, String script) {
        return spec(key, Toolbox.image(), Toolbox.script(script), Map.of(), "");
    }

    WorkloadSpec script(String script) {
        return script(newKey(), script);
    }

    WorkloadSpec args(String... args) {
        return spec(newKey(), Toolbox.image(), List.of(args), Map.of(), "");
    }

    private WorkloadSpec hungry(WorkloadKey key, ByteSize memory, String... args) {
        String digest = driver.capability(ImageSource.class)
                .orElseThrow()
                .resolve(HUNGRY)
                .digest();
        WorkloadSpec spec = spec(key, new Source.ContainerImage(HUNGRY, digest), List.of(args), Map.of(), "");
        return with(spec, new Resources(1, memory, null));
    }

    static WorkloadKey newKey() {
        return new WorkloadKey(new WorkloadId(UUID.randomUUID()), 1);
    }

    static WorkloadSpec spec(WorkloadKey key, Source source, List<String> args, Map<String, String> env, String stdin) {
        return new WorkloadSpec(
                key,
                "test",
                Lifecycle.JOB,
                source,
                new Program(args, env, Set.of(), stdin.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                List.of(),
                List.of(),
                new Resources(1, ByteSize.ofMebibytes(64), null),
                KindOptions.ContainerOptions.DEFAULT);
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

    static WorkloadSpec with(WorkloadSpec spec, List<Mount> mounts, List<Port> ports) {
        return new WorkloadSpec(
                spec.key(),
                spec.name(),
                spec.lifecycle(),
                spec.source(),
                spec.program(),
                mounts,
                ports,
                spec.resources(),
                spec.options());
    }

    static WorkloadSpec withInput(WorkloadSpec spec, byte[] stdin) {
        Program program = spec.program();
        return new WorkloadSpec(
                spec.key(),
                spec.name(),
                spec.lifecycle(),
                spec.source(),
                new Program(program.args(), program.env(), program.secretNames(), stdin),
                spec.mounts(),
                spec.ports(),
                spec.resources(),
                spec.options());
    }

    @Override
    public WorkloadSpec specOfMissingSource(WorkloadKey key) {
        return spec(
                key, new Source.ContainerImage("no-such-image:1", NO_SUCH_DIGEST), List.of("/bin/sh"), Map.of(), "");
    }

    @Override
    public WorkloadSpec specOfMismatchedSource(WorkloadKey key) {
        Source module = new Source.WasmModule(Path.of("/nowhere.wasm"), NO_SUCH_DIGEST);
        return spec(key, module, List.of(), Map.of(), "");
    }

    @Override
    public Set<Class<? extends Capability>> powers() {
        return Set.of(
                LogStreaming.class,
                ImageSource.class,
                ImageStore.class,
                ImagePulling.class,
                CommandExecution.class,
                FileAccess.class,
                Pausing.class);
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(30);
    }

    @Override
    public void close() {
        driver.observeAll().forEach(left -> driver.destroy(left.key()));
        opened.forEach(Driver::close);
        try (Stream<Path> files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder()).forEach(DockerFixture::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
