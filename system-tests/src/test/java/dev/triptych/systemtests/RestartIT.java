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
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @SuppressWarnings("NullAway.Init")
    private Service service;

    @BeforeEach
    void startAService() {
        service = Service.start();
        Workloads.uploadSamples(service.admin());
    }

    @AfterEach
    void endTheService() {
        service.close();
    }

    @Test
    void whatRunsIsAdoptedAfterAKill() {
        Http http = service.admin();
        Workloads.launch(http, Workloads.staying("vm", "kept-vm"));
        Workloads.launch(http, Workloads.staying("container", "kept-container"));
        Workloads.launch(http, Workloads.staying("wasm", "kept-wasm"));
        String startedAt = containerStart();
        String domain = domainName();
        String processes = Shell.run("pgrep", "-f", domain);

        service.kill();
        service.startAgain();

        Await.level(
                "the VM is adopted",
                PATIENCE,
                () -> Workloads.state(http, "kept-vm").equals("ready"));
        Await.level(
                "the container is adopted",
                PATIENCE,
                () -> Workloads.state(http, "kept-container").equals("ready"));
        Await.level(
                "the Wasm workload is adopted",
                PATIENCE,
                () -> Workloads.state(http, "kept-wasm").equals("ready"));
        assertThat(containerStart()).as("the container's own start").isEqualTo(startedAt);
        assertThat(Shell.run("pgrep", "-f", domain)).as("QEMU's process").isEqualTo(processes);
        assertThat(Backends.containers(service)).hasSize(1);
        assertThat(Backends.domains(service)).hasSize(1);
        for (String name : List.of("kept-vm", "kept-container", "kept-wasm")) {
            assertThat(Told.runs(http, name)).as(name + "'s runs").isOne();
        }
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

    @Test
    void aContainerThatIsRemovedBehindOurBackIsToldAsLost() {
        Http http = service.admin();
        Workloads.launch(http, Workloads.staying("container", "stolen"));
        String id = Shell.lines(
                        "docker",
                        "ps",
                        "-q",
                        "--filter",
                        "label=dev.triptych.installation=" + Backends.installation(service))
                .getFirst();
        Shell.run("docker", "rm", "-f", id);

        Await.level("the truth is told", PATIENCE, () -> {
            String state = Workloads.state(http, "stolen");
            return state.equals("lost") || state.equals("failed");
        });
    }

    private String containerStart() {
        return Shell.run(
                "sh",
                "-c",
                "docker ps -q --filter label=dev.triptych.installation=" + Backends.installation(service)
                        + " | xargs docker inspect --format '{{.State.StartedAt}} {{.State.Pid}}'");
    }

    private static String domainName() {
        return Shell.lines("virsh", "-q", "-c", "qemu:///system", "list", "--name").stream()
                .filter(name -> name.startsWith("triptych-kept-vm-"))
                .findFirst()
                .orElseThrow();
    }
}
