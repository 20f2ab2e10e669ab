package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.Api.Answer;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.spi.Observation;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.fake.FakeBackend;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** The container block of a description, and the health of what runs, in simulated containers. */
@HttpModuleTest
class ContainersModuleTest {
    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    @Autowired
    private FakeBackend engine;

    private Api api;
    private String name;

    @BeforeEach
    void open() {
        api = new Api(port, home.root());
        name = Api.uniqueName("c");
    }

    private String body(String kind, String block) {
        return "{\"name\":\"" + name + "\",\"kind\":\"" + kind
                + "\",\"lifecycle\":\"service\",\"source\":{\"image\":\"" + SimulatedImages.KNOWN + "\"},\"container\":"
                + block + "}";
    }

    private JsonNode shown() {
        return api.get("/workloads/" + name).json();
    }

    @Test
    void theBlockComesBackAsItWasGiven() {
        String block = "{\"entrypoint\":[\"/bin/x\",\"\"],\"user\":\"ada:users\",\"workingDirectory\":\"/work\","
                + "\"healthCheck\":\"none\",\"readOnlyRoot\":true,"
                + "\"capabilities\":{\"add\":[\"NET_RAW\"],\"drop\":[\"ALL\"]},"
                + "\"ulimits\":[{\"name\":\"nofile\",\"soft\":10,\"hard\":-1}],\"pids\":20,"
                + "\"tmpfs\":[{\"path\":\"/run\",\"size\":\"1MiB\",\"mode\":\"0755\"}],\"seccomp\":\"unconfined\"}";
        Answer created = api.post("/workloads", body("container", block));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        assertThat(shown().path("container")).isEqualTo(Api.JSON.readTree(block));
        assertThat(api.delete("/workloads/" + name + "?wait=gone").status()).isEqualTo(204);
    }

    @Test
    void whatIsLeftOutIsTheDefaultAndNotShown() {
        Answer created = api.post("/workloads", body("container", "{\"tmpfs\":[{\"path\":\"/run\"}]}"));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        assertThat(shown().path("container").toString())
                .isEqualTo("{\"tmpfs\":[{\"path\":\"/run\",\"size\":\"16MiB\",\"mode\":\"1777\"}]}");
        assertThat(api.delete("/workloads/" + name + "?wait=gone").status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"entrypoint\":[\"\"]}",
                "{\"entrypoint\":[null]}",
                "{\"user\":\"\"}",
                "{\"user\":\"a b\"}",
                "{\"user\":\"-x\"}",
                "{\"workingDirectory\":\"work\"}",
                "{\"workingDirectory\":\"/a/../b\"}",
                "{\"capabilities\":{\"add\":[\"net_raw\"]}}",
                "{\"capabilities\":{\"add\":[\"CAP_NET_RAW\"]}}",
                "{\"capabilities\":{\"drop\":[null]}}",
                "{\"ulimits\":[{\"name\":\"nofile\",\"soft\":1,\"hard\":1},{\"name\":\"nofile\",\"soft\":1,\"hard\":1}]}",
                "{\"ulimits\":[{\"name\":\"nofile\"}]}",
                "{\"pids\":0}",
                "{\"pids\":1.5}",
                "{\"tmpfs\":[{\"path\":\"/\"}]}",
                "{\"tmpfs\":[{\"path\":\"/a\"},{\"path\":\"/a\"}]}",
                "{\"tmpfs\":[{\"path\":\"/a\",\"size\":\"1m\"}]}",
                "{\"tmpfs\":[{\"path\":\"/a\",\"mode\":\"4755\"}]}",
                "{\"seccomp\":\"/etc/profile.json\"}",
                "{\"privileged\":true}"
            })
    void whatNoContainerCanHaveIsRefusedByField(String block) {
        Answer refused = api.post("/workloads", body("container", block));
        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.body()).contains("container.");
        assertThat(api.get("/workloads/" + name).status()).isEqualTo(404);
    }

    @Test
    void theBlockOfAnotherKindIsCheckedToo() {
        assertThat(api.post("/workloads", body("wasm", "{\"pids\":0}")).status())
                .isEqualTo(400);
    }

    @Test
    void aServiceWithAHealthCheckAndNoProbeIsReadyWhileItIsHealthy() {
        CommandsModuleTest.running(api, name);
        JsonNode status = shown().path("status");
        WorkloadKey key = new WorkloadKey(
                WorkloadId.of(status.path("id").asString()),
                status.path("generation").asLong());
        assertThat(status.path("observed").has("health")).isFalse();

        engine.setHealth(key, Observation.Health.UNHEALTHY);
        awaitHealth("unhealthy", "running");
        engine.setHealth(key, Observation.Health.HEALTHY);
        awaitHealth("healthy", "ready");
        assertThat(shown().path("status").path("reason").path("message").asString(""))
                .contains("health check");

        assertThat(api.post("/workloads/" + name + "/stop", "").status()).isEqualTo(202);
        Eventually.holds(
                "nothing runs and nothing is healthy",
                TerminalClient.PATIENCE,
                () -> !shown().path("status").path("observed").has("health"));
        assertThat(api.post("/workloads/" + name + "/start", "").status()).isEqualTo(202);
        awaitHealth("healthy", "ready");
    }

    private void awaitHealth(String health, String state) {
        Eventually.holds(name + " is " + health + " and " + state, TerminalClient.PATIENCE, () -> {
            JsonNode status = shown().path("status");
            return status.path("observed").path("health").asString("").equals(health)
                    && status.path("state").asString("").equals(state);
        });
    }
}
