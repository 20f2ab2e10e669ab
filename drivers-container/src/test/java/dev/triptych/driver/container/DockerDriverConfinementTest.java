package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.CommandExecution;
import dev.triptych.spi.CommandExecution.Command;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.DriverHealth;
import dev.triptych.spi.DriverListener;
import dev.triptych.spi.KindOptions.Confinement;
import dev.triptych.spi.KindOptions.ContainerOptions;
import dev.triptych.spi.KindOptions.ContainerProgram;
import dev.triptych.spi.KindOptions.Seccomp;
import dev.triptych.spi.KindOptions.Tmpfs;
import dev.triptych.spi.KindOptions.Ulimit;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Observation;
import dev.triptych.spi.Registration;
import dev.triptych.spi.Source;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.CollectedLog;
import dev.triptych.tck.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The container block of a description, as a real container sees it. */
@Tag("backend")
class DockerDriverConfinementTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final DockerFixture fixture = new DockerFixture();

    @AfterEach
    void removeEverything() {
        fixture.close();
    }

    private String output(WorkloadSpec spec) {
        fixture.driver().create(spec);
        CollectedLog log = new CollectedLog();
        LogStreaming logs = fixture.driver().capability(LogStreaming.class).orElseThrow();
        assertThat(logs.follow(spec.key(), null, LogStreaming.FROM_START, log)).isNotNull();
        fixture.driver().start(spec);
        log.awaitEnd(PATIENCE);
        return log.text(LogStream.STDOUT) + log.text(LogStream.STDERR);
    }

    private WorkloadSpec script(String script, ContainerProgram program, Confinement confinement, Tmpfs... tmpfs) {
        return DockerFixture.with(
                fixture.script(script), new ContainerOptions(null, null, program, confinement, List.of(tmpfs)));
    }

    @Test
    void userDirectoryAndEntrypointAreThoseOfTheDescription() {
        WorkloadSpec plain = fixture.args("echo \"$(/bin/id -u):$(/bin/id -g) $PWD $1\"", "script", "arg");
        ContainerProgram program =
                new ContainerProgram(List.of("/bin/busybox", "sh", "-c"), "1000:1001", "/work", false);
        String said = output(
                DockerFixture.with(plain, new ContainerOptions(null, null, program, Confinement.DEFAULT, List.of())));
        assertThat(said).isEqualTo("1000:1001 /work arg\n");
    }

    @Test
    void aReadOnlyRootLeavesFoldersInMemoryOfTheirSizeAndMode() {
        Confinement closed = new Confinement(
                true, List.of(), List.of(), List.of(new Ulimit("nofile", 77, 88)), null, Seccomp.DEFAULT);
        String said = output(script(
                "(echo x > /etc/hello) 2>/dev/null || echo closed; ulimit -n; ulimit -H -n;"
                        + " /bin/busybox stat -c %a /run; /bin/dd if=/dev/zero of=/run/much bs=1024 count=3000 2>/dev/null"
                        + " || /bin/busybox wc -c < /run/much",
                ContainerProgram.OF_IMAGE, closed, new Tmpfs("/run", ByteSize.ofMebibytes(2), "0750")));
        assertThat(said).isEqualTo("closed\n77\n88\n750\n" + (2 << 20) + "\n");
    }

    @Test
    void capabilitiesAreWhatIsGivenBackAndTheFilterStays() {
        String read = "/bin/busybox grep -E '^(CapBnd|CapEff|NoNewPrivs|Seccomp):' /proc/self/status";
        String usual = output(script(read, ContainerProgram.OF_IMAGE, Confinement.DEFAULT));
        // CHOWN 0, DAC_OVERRIDE 1, FOWNER 3, KILL 5, SETGID 6, SETUID 7, NET_BIND_SERVICE 10
        assertThat(usual).contains("CapBnd:\t00000000000004eb", "NoNewPrivs:\t1", "Seccomp:\t2");
        Confinement least =
                new Confinement(false, List.of("NET_RAW"), List.of("ALL"), List.of(), null, Seccomp.DEFAULT);
        String raw = output(script(read, ContainerProgram.OF_IMAGE, least));
        assertThat(raw).contains("CapBnd:\t0000000000002000", "CapEff:\t0000000000002000", "NoNewPrivs:\t1");
    }

    @Test
    void whatIsNotAllowedIsRefusedBeforeAnythingIsThere() {
        Confinement wide = new Confinement(false, List.of("SYS_ADMIN"), List.of(), List.of(), null, Seccomp.DEFAULT);
        WorkloadSpec spec = script("true", ContainerProgram.OF_IMAGE, wide);
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> fixture.driver().plan(spec))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(DriverErrorCode.NOT_SUPPORTED));
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> fixture.driver().create(spec));
        assertThat(fixture.driver().observeAll()).isEmpty();
    }

    @Test
    void processesAreBounded() {
        Confinement few = new Confinement(false, List.of(), List.of(), List.of(), 3L, Seccomp.DEFAULT);
        String said = output(script(
                "/bin/sleep 1 & /bin/sleep 1 & (/bin/sleep 1 &) || echo refused", ContainerProgram.OF_IMAGE, few));
        assertThat(said).contains("fork");
    }

    @Test
    void theHealthCheckOfTheImageIsMadeAndTold() {
        try (Engine engine = new Engine(BackendSettings.properties());
                Toolbox.Variant checked = Toolbox.variant(
                        engine.client(),
                        "HEALTHCHECK --interval=1s --retries=1 CMD [\"/bin/busybox\", \"test\", \"!\", \"-e\", \"/ill\"]")) {
            WorkloadSpec spec = DockerFixture.spec(
                    DockerFixture.newKey(),
                    new Source.ContainerImage("checked", checked.digest()),
                    Toolbox.script("while :; do sleep 1; done"),
                    Map.of(),
                    "");
            fixture.driver().prepare(spec);
            fixture.driver().create(spec);
            Heard heard = new Heard(new CopyOnWriteArrayList<>());
            Registration registration = fixture.driver().listen(heard);
            assertThat(fixture.driver().start(spec).health()).isNotNull();
            heard.await(Observation.Health.HEALTHY);
            CommandExecution commands =
                    fixture.driver().capability(CommandExecution.class).orElseThrow();
            commands.execute(spec.key(), Command.of("/bin/busybox", "touch", "/ill"));
            heard.await(Observation.Health.UNHEALTHY);
            registration.close();
            fixture.driver().stop(spec.key(), Duration.ZERO);
            assertThat(fixture.driver().observe(spec.key()).health()).isNull();
            fixture.driver().destroy(spec.key());
        }
    }

    private record Heard(List<Observation> all) implements DriverListener {
        @Override
        public void observed(Observation observation) {
            all.add(observation);
        }

        @Override
        public void healthChanged(DriverHealth health) {
            // of the Engine, not of a container
        }

        void await(Observation.Health health) {
            Eventually.holds(
                    "it is told to be " + health,
                    PATIENCE,
                    () -> all.stream().anyMatch(seen -> seen.health() == health));
        }
    }

    @Test
    void theHealthCheckOfTheImageCanBeLeftOut() {
        try (Engine engine = new Engine(BackendSettings.properties());
                Toolbox.Variant checked = Toolbox.variant(
                        engine.client(), "HEALTHCHECK --interval=1s CMD [\"/bin/busybox\", \"true\"]")) {
            ContainerProgram ignoring = new ContainerProgram(List.of(), null, null, true);
            WorkloadSpec spec = DockerFixture.with(
                    DockerFixture.spec(
                            DockerFixture.newKey(),
                            new Source.ContainerImage("checked", checked.digest()),
                            Toolbox.script("while :; do sleep 1; done"),
                            Map.of(),
                            ""),
                    new ContainerOptions(null, null, ignoring, Confinement.DEFAULT, List.of()));
            fixture.driver().create(spec);
            fixture.driver().start(spec);
            assertThat(fixture.driver().observe(spec.key()).health()).isNull();
            fixture.driver().destroy(spec.key());
        }
    }
}
