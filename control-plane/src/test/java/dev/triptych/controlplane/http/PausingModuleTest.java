package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.Api.Answer;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.tck.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Pausing and resuming simulated containers, as the API tells of it. */
@HttpModuleTest
class PausingModuleTest {
    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    private Api api;
    private String name;

    @BeforeEach
    void launch() {
        api = new Api(port, home.root());
        name = Api.uniqueName("p");
        CommandsModuleTest.running(api, name);
        Eventually.holds(
                "it is ready",
                TerminalClient.PATIENCE,
                () -> state(status(name)).equals("ready"));
    }

    @AfterEach
    void remove() {
        api.delete("/workloads/" + name + "?wait=gone");
    }

    private JsonNode status(String workload) {
        return api.get("/workloads/" + workload).json().path("status");
    }

    private static String state(JsonNode status) {
        return status.path("state").asString("");
    }

    private Answer ask(String workload, String what) {
        return api.post("/workloads/" + workload + "/" + what, "");
    }

    private static JsonNode action(JsonNode status, String wanted) {
        return status.path("availableActions")
                .valueStream()
                .filter(action -> action.path("action").asString("").equals(wanted))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aContainerIsPausedAndGoesOn() {
        Answer paused = ask(name, "pause");
        assertThat(paused.status()).as(paused.body()).isEqualTo(200);
        JsonNode status = paused.json().path("status");
        assertThat(state(status)).isEqualTo("paused");
        assertThat(status.path("observed").path("state").asString("")).isEqualTo("paused");
        assertThat(status.path("currentRun").path("state").asString("")).isEqualTo("ready");
        assertThat(action(status, "pause").path("reason").asString("")).isEqualTo("it is paused");
        assertThat(action(status, "resume").path("available").asBoolean(false)).isTrue();
        assertThat(ask(name, "pause").status()).isEqualTo(200);
        assertThat(api.get("/workloads?state=paused&q=" + name).json().path("items"))
                .hasSize(1);

        Answer command = api.post("/workloads/" + name + "/exec", "{\"command\":[\"x\"]}");
        assertThat(command.status()).isEqualTo(409);
        assertThat(command.json().path("detail").asString("")).contains("it is paused; resume it first");
        Answer start = ask(name, "start");
        assertThat(start.code()).isEqualTo("ACTION_NOT_POSSIBLE");
        assertThat(start.json().path("detail").asString("")).contains("resume it");

        Answer resumed = ask(name, "resume");
        assertThat(resumed.status()).as(resumed.body()).isEqualTo(200);
        assertThat(state(resumed.json().path("status"))).isEqualTo("ready");
        assertThat(ask(name, "resume").status()).isEqualTo(200);
        assertThat(api.get("/events?limit=200").body()).contains("\"PAUSED\"", "\"RESUMED\"");
        assertThat(api.get("/audit?limit=100").body())
                .contains("/api/v1/workloads/{name}/pause", "/api/v1/workloads/{name}/resume");
    }

    @Test
    void whatCannotBePausedIsRefusedWithTheReasonThatItShows() {
        assertThat(ask("nobody", "pause").code()).isEqualTo("WORKLOAD_NOT_FOUND");
        assertThat(ask("nobody", "resume").code()).isEqualTo("WORKLOAD_NOT_FOUND");
        ask(name, "stop");
        Eventually.holds(
                "it is stopped",
                TerminalClient.PATIENCE,
                () -> state(status(name)).equals("stopped"));
        assertThat(ask(name, "pause").code()).isEqualTo("ACTION_NOT_POSSIBLE");
        assertThat(ask(name, "resume").json().path("detail").asString("")).contains("nothing of it runs");

        api.upload("pauses.wasm", WasmBytes.printing("x"));
        String module = Api.uniqueName("p");
        api.post(
                "/workloads",
                "{\"name\":\"" + module + "\",\"kind\":\"wasm\",\"source\":{\"artifact\":\"pauses.wasm\"}}");
        Answer wasm = ask(module, "pause");
        assertThat(wasm.status()).isEqualTo(422);
        assertThat(wasm.code()).isEqualTo("NOT_SUPPORTED");
        assertThat(wasm.json().path("detail").asString(""))
                .contains(action(status(module), "pause").path("reason").asString("?"));
        api.delete("/workloads/" + module + "?wait=gone");
    }
}
