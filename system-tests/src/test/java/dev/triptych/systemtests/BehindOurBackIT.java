package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody else ends or removes what runs here, or the control plane itself is held up: the truth is told, once. */
@SystemTest
class BehindOurBackIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<String> KINDS = List.of("container", "wasm");

    @BeforeEach
    void startNeighbours(Http http) {
        Counters.upload(http);
        for (String kind : KINDS) {
            Workloads.launch(http, Counters.counter(kind, "neighbour-" + kind));
        }
    }

    @AfterEach
    void removeAll(Http http) {
        for (String name : Workloads.names(http)) {
            if (name.startsWith("neighbour-") || name.startsWith("victim-")) {
                Workloads.delete(http, name);
            }
        }
    }

    private static void assertTheNeighboursAreUnharmed(Http http) {
        for (String kind : KINDS) {
            assertUnharmed(http, "neighbour-" + kind);
        }
    }

    private static void assertUnharmed(Http http, String name) {
        Counters.awaitBeyond(http, name, Counters.last(http, name));
        assertThat(Told.states(http, name)).doesNotContain("failed", "lost", "unknown");
        assertThat(Told.runs(http, name)).as(name + "'s runs").isOne();
        Counters.assertWhole(http, name);
    }

    private static void assertGone(Http http, String name) {
        Await.level(
                name + " is told as gone",
                PATIENCE,
                () -> Workloads.state(http, name).matches("lost|failed|stopped"));
        assertThat(Told.reason(http, name)).isNotBlank();
        assertThat(Told.runs(http, name)).as("it is not started by itself").isOne();
    }

    private static String container(Service service, String workload) {
        return Shell.lines(
                        "docker",
                        "ps",
                        "-q",
                        "--no-trunc",
                        "--filter",
                        "label=dev.triptych.installation=" + Backends.installation(service),
                        "--filter",
                        "label=dev.triptych.name=" + workload)
                .getFirst();
    }

    @Test
    void aContainerThatIsRemoved(Http http, Service service) {
        Workloads.launch(http, Workloads.staying("container", "victim-removed"));
        Shell.run("docker", "rm", "-f", container(service, "victim-removed"));

        assertGone(http, "victim-removed");
        assertThat(Told.states(http, "victim-removed")).last().isIn("lost", "failed");
        assertTheNeighboursAreUnharmed(http);
    }

    @Test
    void aContainerThatIsKilled(Http http, Service service) {
        Workloads.launch(http, Workloads.staying("container", "victim-killed"));
        Shell.run("docker", "kill", container(service, "victim-killed"));

        assertGone(http, "victim-killed");
        var run = Told.run(http, "victim-killed");
        assertThat(run.path("exitCode").asInt(0) == 137 || run.path("signal").asInt(0) == 9)
                .as(run::toString)
                .isTrue();
        assertTheNeighboursAreUnharmed(http);
    }

    @Test
    void aDomainThatIsDestroyed(Http http, Service service) {
        Workloads.launch(http, Workloads.staying("vm", "victim-domain"));
        String domain = Shell.lines("virsh", "-q", "-c", "qemu:///system", "list", "--name").stream()
                .map(String::strip)
                .filter(name -> name.startsWith("triptych-victim-domain-"))
                .findFirst()
                .orElseThrow();
        Shell.run("virsh", "-c", "qemu:///system", "destroy", domain);

        assertGone(http, "victim-domain");
        assertTheNeighboursAreUnharmed(http);
    }

    @Test
    void aWasmHostThatIsKilled(Http http, Service service) {
        Workloads.launch(http, Counters.counter("wasm", "victim-guest"));
        assertThat(service.wasmHosts()).isNotEmpty();
        service.wasmHosts().forEach(host -> Shell.run("kill", "-9", Long.toString(host)));

        for (String guest : List.of("victim-guest", "neighbour-wasm")) { // they shared it
            assertGone(http, guest);
            assertThat(Told.states(http, guest)).last().isEqualTo("lost");
        }
        assertUnharmed(http, "neighbour-container");
        http.post(Workloads.PATH + "/victim-guest/start").expect(202);
        Await.level(
                "another host takes it",
                PATIENCE,
                () -> Workloads.state(http, "victim-guest").equals("ready"));
        assertThat(Told.runs(http, "victim-guest")).isEqualTo(2);
    }

    @Test
    void aWasmHostThatHangs(Http http, Service service) {
        Workloads.launch(http, Counters.counter("wasm", "victim-guest"));
        String word = Counters.word(http, "victim-guest");
        List<Long> hosts = service.wasmHosts();
        hosts.forEach(Processes::freeze);
        try {
            Await.level(
                    "nobody knows",
                    PATIENCE,
                    () -> Workloads.state(http, "victim-guest").equals("unknown"));
            assertThat(Told.reason(http, "victim-guest")).isNotBlank();
            assertUnharmed(http, "neighbour-container");
        } finally {
            hosts.forEach(Processes::thaw);
        }
        Await.level(
                "it is found again",
                PATIENCE,
                () -> Workloads.state(http, "victim-guest").equals("ready"));

        assertThat(service.wasmHosts()).isEqualTo(hosts);
        for (String guest : List.of("victim-guest", "neighbour-wasm")) { // they shared it
            Counters.awaitBeyond(http, guest, Counters.last(http, guest));
            assertThat(Told.runs(http, guest)).as(guest + "'s runs").isOne();
            assertThat(Told.states(http, guest)).doesNotContain("failed", "lost");
            Counters.assertWhole(http, guest);
        }
        assertThat(Counters.word(http, "victim-guest")).isEqualTo(word);
    }

    @Test
    void aControlPlaneThatIsHeldUpForAWhile(Http http, Service service) {
        http.post(Workloads.PATH + "?wait=ready", Workloads.job("container", "victim-job", "counter", "100ms", "30"))
                .expect(201);
        Map<String, String> before = Backends.containers(service);
        assertThat(before).containsEntry("neighbour-container", "running");
        String neighbour = container(service, "neighbour-container");
        String start = Shell.run("docker", "inspect", "--format", "{{.State.StartedAt}}", neighbour);

        Processes.freeze(service.pid());
        try {
            Await.level(
                    "the job ends while nobody looks",
                    PATIENCE,
                    () -> Shell.run("docker", "ps", "-a", "--filter", "status=exited", "--format", "{{.Names}}")
                            .contains("triptych-victim-job-"));
        } finally {
            Processes.thaw(service.pid());
        }

        Await.level(
                "its end is on record",
                PATIENCE,
                () -> Workloads.state(http, "victim-job").equals("succeeded"));
        assertThat(Told.runs(http, "victim-job")).isOne();
        Counters.assertWhole(http, "victim-job");
        assertThat(container(service, "neighbour-container")).isEqualTo(neighbour);
        assertThat(Shell.run("docker", "inspect", "--format", "{{.State.StartedAt}}", neighbour))
                .isEqualTo(start);
        assertTheNeighboursAreUnharmed(http);
    }
}
