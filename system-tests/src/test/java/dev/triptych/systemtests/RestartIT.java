package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A control plane that dies harms nothing and forgets nothing. */
@Tag("backend")
class RestartIT {
    private static final List<String> KINDS = List.of("vm", "container", "wasm");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @SuppressWarnings("NullAway.Init")
    private Service service;

    @SuppressWarnings("NullAway.Init")
    private String installation;

    @BeforeEach
    void startAService() {
        service = Service.start();
        installation = Backends.installation(service);
        Workloads.uploadSamples(service.admin());
    }

    @AfterEach
    void endTheService() {
        service.close();
    }

    @Test
    void whatRunsGoesOnAndIsAdoptedAfterAKillAndAfterAGracefulEnd() {
        Http http = service.admin();
        for (String kind : KINDS) {
            Workloads.launch(http, Workloads.staying(kind, "kept-" + kind));
        }
        String before = whatRuns();

        service.kill();
        assertThat(whatRuns()).as("what runs after a kill").isEqualTo(before);
        service.startAgain();
        assertAdopted(http, before);

        service.stop();
        assertThat(whatRuns()).as("what runs after a graceful end").isEqualTo(before);
        service.startAgain();
        assertAdopted(http, before);
    }

    private void assertAdopted(Http http, String before) {
        for (String kind : KINDS) {
            Await.level(
                    "kept-" + kind + " is adopted",
                    PATIENCE,
                    () -> Workloads.state(http, "kept-" + kind).equals("ready"));
            assertThat(Told.runs(http, "kept-" + kind)).as(kind + "'s runs").isOne();
        }
        assertThat(whatRuns())
                .as("the container's start, QEMU's and the wasm host's processes")
                .isEqualTo(before);
        assertThat(Backends.containers(service)).hasSize(1);
        assertThat(Backends.domains(service)).hasSize(1);
    }

    @Test
    void aJobThatEndsWhileNobodyLooksIsRecordedWithItsExitCodeAndOutput() {
        Http http = service.admin();
        var description = Workloads.job("container", "meanwhile", "hungry", "--touch", "1MiB", "--hold", "3s");
        http.post(Workloads.PATH, description).expect(201);
        Await.level("it runs", PATIENCE, () -> Backends.containers(service).containsValue("running"));

        service.kill();
        Await.level(
                "it ends by itself",
                PATIENCE,
                () -> Shell.lines("docker", "ps", "-a", "--filter", "status=exited", "--format", "{{.Names}}").stream()
                        .anyMatch(name -> name.startsWith("triptych-meanwhile-")));
        service.startAgain();

        Await.level(
                "it is recorded",
                PATIENCE,
                () -> Workloads.state(http, "meanwhile").equals("succeeded"));
        assertThat(http.get(Workloads.PATH + "/meanwhile/logs?stream=stdout")
                        .expect(200)
                        .text())
                .isEqualTo("touched 1048576 bytes\nheld\n");
        assertThat(http.get(Workloads.PATH + "/meanwhile/runs")
                        .expect(200)
                        .json()
                        .path("items")
                        .size())
                .isOne();
    }

    @Test
    void aSecondOneOnTheSameHomeIsRefused() {
        Http http = service.admin();
        Workloads.launch(http, Workloads.staying("wasm", "unharmed"));

        Service second = service.besides();
        second.awaitEndWith(1, "refused", PATIENCE);

        assertThat(second.logText()).contains("another Triptych service uses " + service.home());
        assertThat(Workloads.state(http, "unharmed")).isEqualTo("ready");
        Workloads.run(http, Workloads.job("wasm", "afterwards", "greeter"));
    }

    /** By the word of others than the service, which may be away. */
    private String whatRuns() {
        String container = Shell.run(
                "sh",
                "-c",
                "docker ps -q --filter label=dev.triptych.name=kept-container --filter label=dev.triptych.installation="
                        + installation + " | xargs docker inspect --format '{{.State.StartedAt}} {{.State.Pid}}'");
        String machine = Shell.run("pgrep", "-f", domainName());
        return container + machine + service.wasmHosts();
    }

    private static String domainName() {
        return Shell.lines("virsh", "-q", "-c", "qemu:///system", "list", "--name").stream()
                .filter(name -> name.startsWith("triptych-kept-vm-"))
                .findFirst()
                .orElseThrow();
    }
}
