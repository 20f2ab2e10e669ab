package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** A published port of a real machine, whoever dies. */
@Tag("backend")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MachinePortsIT {
    private static final String WORKLOAD = Workloads.PATH + "/web-vm";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @SuppressWarnings("NullAway.Init")
    private Service service;

    @BeforeAll
    void startAService() {
        service = Service.start();
    }

    @AfterAll
    void endTheService() {
        Workloads.deleteAll(service.admin());
        service.close();
    }

    private JsonNode endpoint() {
        return service.admin()
                .get(WORKLOAD)
                .expect(200)
                .json()
                .path("status")
                .path("endpoints")
                .path(0);
    }

    private String gatewayProcess() {
        try {
            return Files.readString(service.home().resolve("gateway/run/process.json"));
        } catch (IOException beingStarted) {
            return "";
        }
    }

    @Test
    void thePublishedPortOfAMachineAnswersWhoeverDiesAndIsGoneWithIt() {
        Map<String, Object> description = Workloads.job("vm", "web-vm", "web");
        description.put("lifecycle", "service");
        description.put("ports", List.of(Map.of("name", "http", "port", 8080, "protocol", "http", "publish", 0)));
        description.put("probe", Map.of("http", Map.of("path", "/", "port", "http"), "every", "500ms"));
        Workloads.launch(service.admin(), description);
        JsonNode endpoint = endpoint();
        assertThat(endpoint.path("host").asString()).isEqualTo("127.0.0.1");
        int port = endpoint.path("port").asInt();
        assertThat(port).isNotEqualTo(8080);
        Http client = new Http(URI.create("http://127.0.0.1:" + port), "");
        Await.level("it answers", PATIENCE, () -> client.answers("/"));
        assertThat(Shell.run("curl", "-s", "http://127.0.0.1:" + port + "/")).contains("Web!");

        service.kill();
        assertThat(client.answers("/")).as("without the control plane").isTrue();
        service.startAgain();
        assertThat(client.answers("/")).as("with the next one").isTrue();

        String before = gatewayProcess();
        Shell.run(
                "kill",
                "-9",
                String.valueOf(Http.json(before.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .path("pid")
                        .asLong()));
        Await.level(
                "another gateway serves it",
                PATIENCE,
                () -> !gatewayProcess().isEmpty() && !gatewayProcess().equals(before) && client.answers("/"));

        service.admin().post(WORKLOAD + "/restart", Map.of());
        Await.level(
                "the machine's next run answers",
                PATIENCE,
                () -> service.admin()
                                        .get(WORKLOAD)
                                        .json()
                                        .path("status")
                                        .path("currentRun")
                                        .path("number")
                                        .asInt()
                                == 2
                        && client.answers("/"));
        assertThat(endpoint().path("port").asInt()).as("the same port").isEqualTo(port);

        Workloads.delete(service.admin(), "web-vm");
        Await.level("nobody listens any more", PATIENCE, () -> !client.answers("/"));
    }
}
