package dev.triptych.controlplane.assessment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.assessment.Finding.Means;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.Limits;
import dev.triptych.controlplane.workload.PortSpec;
import dev.triptych.controlplane.workload.RestartSpec;
import dev.triptych.controlplane.workload.SourceSpec;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.Figure;
import dev.triptych.spi.Figure.Unit;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.PortProtocol;
import dev.triptych.spi.ProgramInspecting.BehaviourFacts;
import dev.triptych.spi.ProgramInspecting.Elf;
import dev.triptych.spi.ProgramInspecting.Form;
import dev.triptych.spi.ProgramInspecting.ImageFacts;
import dev.triptych.spi.ProgramInspecting.ProcessFacts;
import dev.triptych.spi.ProgramInspecting.ProgramFacts;
import dev.triptych.spi.ProgramInspecting.ProgramFile;
import dev.triptych.spi.ProgramInspecting.SocketFacts;
import dev.triptych.spi.ProgramInspecting.Use;
import dev.triptych.spi.WorkloadKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules, one row each: a plain static C program that does one thing more. */
class JudgementTest {
    private static final Elf STATIC_C =
            new Elf(64, "x86_64", "executable", null, List.of(), List.of("GCC: (Debian 12.2.0-14) 12.2.0"), null);
    private static final Figure SMALL = Figure.measured(Unit.BYTES, 1 << 20, "cgroup", "");

    /** What differs from a program that computes something and listens nowhere. */
    static final class Case {
        private String path = "/web";
        private Form form = Form.ELF;
        private @Nullable Elf elf = STATIC_C;
        private String platform = "linux/amd64";
        private final List<PortSpec> ports = new ArrayList<>();
        private final List<ProcessFacts> more = new ArrayList<>();
        private final List<SocketFacts> sockets = new ArrayList<>();
        private List<String> signals = List.of();
        private List<String> devices = List.of();
        private List<String> shared = List.of();
        private List<String> written = List.of();
        private int threads = 1;
        private int most = 1;
        private long reaped;
        private boolean makesCode;
        private Figure memory = SMALL;
        private @Nullable String module;

        Judgement judge() {
            ProgramFile file = new ProgramFile(path, form, new ByteSize(60_000), elf, null);
            List<ProcessFacts> processes = new ArrayList<>();
            processes.add(new ProcessFacts(1, 0, "web", List.of(path), threads, signals, makesCode));
            processes.addAll(more);
            ImageFacts image = new ImageFacts(
                    "test/web:1",
                    platform,
                    List.of(path),
                    List.of(),
                    "",
                    List.of(),
                    List.of(),
                    List.of("PATH"),
                    List.of("sha256:1"),
                    new ByteSize(60_000));
            BehaviourFacts behaviour = new BehaviourFacts(
                    Duration.ofSeconds(10),
                    100,
                    processes,
                    List.of(file),
                    most,
                    reaped,
                    sockets,
                    devices,
                    shared,
                    memory,
                    written,
                    List.of(),
                    List.of(),
                    List.of());
            return Judgement.of(new Evidence(
                    description(ports), new ProgramFacts(image, List.of(file), List.of()), behaviour, module));
        }

        Case listens(int port, @Nullable PortProtocol declared) {
            sockets.add(new SocketFacts("tcp", Use.LISTENING, "0.0.0.0:" + port, port, null));
            if (declared != null) {
                ports.add(new PortSpec("p" + port, port, declared, null, null));
            }
            return this;
        }

        void elf(List<String> libraries, List<String> comments, @Nullable String go) {
            elf = new Elf(64, "x86_64", "shared", "/lib64/ld-linux-x86-64.so.2", libraries, comments, go);
        }
    }

    private static Description description(List<PortSpec> ports) {
        return new Description(
                "web",
                WorkloadKind.CONTAINER,
                Lifecycle.SERVICE,
                new SourceSpec.Image("test/web:1"),
                List.of(),
                Map.of(),
                "",
                List.of(),
                ports,
                new Limits(1, new ByteSize(64 << 20), null),
                null,
                RestartSpec.NEVER,
                Map.of(),
                Description.AUTO,
                null,
                null,
                null);
    }

    private static Arguments row(String topic, Verdict verdict, Means means, String words, Consumer<Case> change) {
        return Arguments.of(topic, verdict, means, words, change);
    }

    private static ProcessFacts child(String program) {
        return new ProcessFacts(7, 1, "child", List.of(program), 1, List.of(), false);
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                row("program", Verdict.REBUILD, Means.REBUILD, "clang --target=wasm32-wasi", c -> {}),
                row("program", Verdict.READY, Means.FITS, "\"web.wasm\"", c -> c.module = "web.wasm"),
                row("program", Verdict.READY, Means.FITS, "as kind wasm", c -> {
                    c.form = Form.WASM;
                    c.elf = null;
                }),
                row(
                        "program",
                        Verdict.REBUILD,
                        Means.REBUILD,
                        "GOARCH=wasm",
                        c -> c.elf(List.of(), List.of(), "go1.21")),
                row(
                        "program",
                        Verdict.REBUILD,
                        Means.REBUILD,
                        "wasm32-wasip1",
                        c -> c.elf(List.of(), List.of("rustc version 1.63"), null)),
                row(
                        "program",
                        Verdict.REBUILD,
                        Means.REBUILD,
                        "clang++",
                        c -> c.elf(List.of("libstdc++.so.6"), List.of(), null)),
                row("program", Verdict.REBUILD, Means.REBUILD, "python.wasm", c -> c.path = "/usr/bin/python3.11"),
                row("program", Verdict.STAY, Means.STAY, "virtual machine", c -> c.path = "/usr/bin/java"),
                row("program", Verdict.STAY, Means.STAY, "QuickJS", c -> c.path = "/usr/bin/node"),
                row("program", Verdict.REBUILD, Means.REBUILD, "one program", c -> c.path = "/bin/dash"),
                row("program", Verdict.REBUILD, Means.REBUILD, "from its source", c -> c.elf = null),
                row("libraries", Verdict.REBUILD, Means.FITS, "", c -> c.elf(List.of("libc.so.6"), List.of(), null)),
                row(
                        "libraries",
                        Verdict.REBUILD,
                        Means.REBUILD,
                        "static library",
                        c -> c.elf(List.of("libssl.so.3", "libc.so.6"), List.of(), null)),
                row("exec", Verdict.STAY, Means.STAY, "split", c -> c.more.add(child("/bin/date"))),
                row("processes", Verdict.REBUILD, Means.FITS, "", c -> {}),
                row("processes", Verdict.STAY, Means.STAY, "wasm.concurrency", c -> {
                    c.more.add(child("/web"));
                    c.most = 2;
                }),
                row("processes", Verdict.REBUILD, Means.REBUILD, "wasm.http cgi", c -> c.reaped = 12),
                row("threads", Verdict.REBUILD, Means.REBUILD, "one thread", c -> c.threads = 4),
                row("threads", Verdict.REBUILD, Means.FITS, "on one", c -> {
                    c.threads = 4;
                    c.elf(List.of(), List.of(), "go1.21");
                }),
                row("generated-code", Verdict.REBUILD, Means.REBUILD, "just-in-time", c -> c.makesCode = true),
                row("shared-memory", Verdict.REBUILD, Means.REBUILD, "its own", c -> c.shared = List.of("/dev/zero")),
                row("shared-memory", Verdict.STAY, Means.STAY, "share no memory", c -> {
                    c.shared = List.of("/dev/shm/x");
                    c.most = 2;
                }),
                row("signals", Verdict.REBUILD, Means.REBUILD, "no signals", c -> c.signals = List.of("HUP", "TERM")),
                row("signals", Verdict.REBUILD, Means.FITS, "without asking", c -> {
                    c.signals = List.of("INT");
                    c.path = "/usr/bin/python3";
                }),
                row("listening", Verdict.REBUILD, Means.FITS, "", c -> {}),
                row(
                        "listening",
                        Verdict.REBUILD,
                        Means.REBUILD,
                        "wasm.http cgi",
                        c -> c.listens(80, PortProtocol.HTTP)),
                row("listening", Verdict.STAY, Means.STAY, "only HTTP", c -> c.listens(6379, PortProtocol.TCP)),
                row("listening", Verdict.STAY, Means.STAY, "declare the port", c -> c.listens(8080, null)),
                row("listening", Verdict.READY, Means.FITS, "web.wasm is built for that", c -> {
                    c.listens(80, PortProtocol.HTTP);
                    c.module = "web.wasm";
                }),
                row(
                        "udp",
                        Verdict.STAY,
                        Means.STAY,
                        "no UDP",
                        c -> c.sockets.add(new SocketFacts("udp", Use.LISTENING, "0.0.0.0:53", 53, null))),
                row(
                        "outgoing",
                        Verdict.STAY,
                        Means.STAY,
                        "no network",
                        c -> c.sockets.add(
                                new SocketFacts("tcp", Use.OUTGOING, "10.0.0.2:40000", 40000, "10.0.0.3:5432"))),
                row(
                        "unix-sockets",
                        Verdict.STAY,
                        Means.STAY,
                        "no sockets",
                        c -> c.sockets.add(new SocketFacts("unix", Use.LISTENING, "/run/a.sock", 0, null))),
                row(
                        "unix-sockets",
                        Verdict.REBUILD,
                        Means.REBUILD,
                        "nobody to speak to",
                        c -> c.sockets.add(new SocketFacts("unix", Use.OUTGOING, "", 0, null))),
                row("devices", Verdict.STAY, Means.STAY, "no device", c -> c.devices = List.of("/dev/fuse")),
                row("memory", Verdict.REBUILD, Means.FITS, "", c -> {}),
                row(
                        "memory",
                        Verdict.REBUILD,
                        Means.FITS,
                        "resources.memory",
                        c -> c.memory = Figure.measured(Unit.BYTES, 100 << 20, "cgroup", "")),
                row(
                        "memory",
                        Verdict.STAY,
                        Means.STAY,
                        "4 GiB",
                        c -> c.memory = Figure.measured(Unit.BYTES, 5L << 30, "cgroup", "")),
                row("files", Verdict.REBUILD, Means.FITS, "Mount a volume", c -> c.written = List.of("/var/log/a")));
    }

    @ParameterizedTest(name = "{index} {0} {1}: {3}")
    @MethodSource("rules")
    void eachThingIsJudgedByItself(String topic, Verdict verdict, Means means, String words, Consumer<Case> change) {
        Case changed = new Case();
        change.accept(changed);
        Judgement judgement = changed.judge();
        assertThat(judgement.verdict()).as("%s", judgement.findings()).isEqualTo(verdict);
        assertThat(judgement.findings()).anySatisfy(finding -> {
            assertThat(finding.topic()).isEqualTo(topic);
            assertThat(finding.means()).isEqualTo(means);
            assertThat(finding.forward()).contains(words);
        });
    }

    @Test
    void theWorstIsFirst() {
        Case changed = new Case().listens(6379, PortProtocol.TCP);
        changed.signals = List.of("TERM");
        List<Finding> findings = changed.judge().findings();
        assertThat(findings.stream().map(Finding::means).toList())
                .isSortedAccordingTo(java.util.Comparator.reverseOrder());
        assertThat(findings.getFirst().topic()).isEqualTo("listening");
    }

    @Test
    void aModuleDoesNotHelpAgainstWhatNoModuleCanDo() {
        Case changed = new Case().listens(80, PortProtocol.HTTP);
        changed.module = "web.wasm";
        changed.sockets.add(new SocketFacts("tcp", Use.OUTGOING, "10.0.0.2:40000", 40000, "10.0.0.3:5432"));
        assertThat(changed.judge().verdict()).isEqualTo(Verdict.STAY);
    }

    @Test
    void aFigureThatIsNotThereIsNotJudged() {
        Case changed = new Case();
        changed.memory = Figure.unavailable(Unit.BYTES, "not sampled");
        assertThat(changed.judge().findings())
                .noneMatch(finding -> finding.topic().equals("memory"));
    }
}
