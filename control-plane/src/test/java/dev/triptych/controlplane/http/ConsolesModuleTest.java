package dev.triptych.controlplane.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.Api.Answer;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.fake.FakeBackend;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Consoles over WebSocket, of simulated machines that answer each line. */
@HttpModuleTest
class ConsolesModuleTest {
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
        name = Api.uniqueName("v");
        AtomicReference<WorkloadKey> machine = new AtomicReference<>();
        engine.onStart(spec -> {
            if (spec.name().equals(name)) {
                machine.set(spec.key());
                engine.write(spec.key(), LogStream.CONSOLE, "login: ".getBytes(UTF_8));
            }
        });
        engine.onType((key, bytes) -> {
            if (key.equals(machine.get())) {
                engine.write(key, LogStream.CONSOLE, ("got " + new String(bytes, UTF_8)).getBytes(UTF_8));
            }
        });
        assertThat(api.post(
                                "/workloads",
                                "{\"name\":\"" + name
                                        + "\",\"kind\":\"vm\",\"lifecycle\":\"service\",\"source\":{\"image\":\""
                                        + SimulatedImages.KNOWN + "\"}}")
                        .status())
                .isEqualTo(201);
        Eventually.holds(
                name + " runs",
                TerminalClient.PATIENCE,
                () -> Stream.of("running", "ready").anyMatch(state -> state().equals(state)));
    }

    private String state() {
        return api.get("/workloads/" + name).json().path("status").path("state").asString("");
    }

    private WebSocket connect(TerminalClient client, String token) {
        return api.client()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/api/v1/workloads/" + name + "/console"), client)
                .join();
    }

    private WebSocket connect(TerminalClient client) {
        return connect(client, api.adminToken());
    }

    private static void type(WebSocket socket, String text) {
        socket.sendBinary(ByteBuffer.wrap(text.getBytes(UTF_8)), true).join();
    }

    private String tokenNamed(String wanted) {
        return api.post("/tokens", "{\"name\":\"" + wanted + "\",\"role\":\"operator\"}")
                .json()
                .path("token")
                .asString();
    }

    private static boolean isAccess(JsonNode message, boolean mayWrite, String writer) {
        return message.path("type").asString("").equals("access")
                && message.path("mayWrite").asBoolean(!mayWrite) == mayWrite
                && message.path("writer").asString("").equals(writer);
    }

    @Test
    void manySeeItOneWritesAndAnotherMayTakeOver() {
        String ada = Api.uniqueName("ada");
        String bob = Api.uniqueName("bob");
        TerminalClient first = new TerminalClient();
        TerminalClient second = new TerminalClient();
        WebSocket ofAda = connect(first, tokenNamed(ada));
        WebSocket ofBob = connect(second, tokenNamed(bob));
        first.awaitOutput("login: ");
        second.awaitOutput("login: ");
        first.awaitMessage(told -> isAccess(told, true, ""));
        type(ofAda, "one");
        first.awaitMessage(told -> isAccess(told, true, ada));
        second.awaitMessage(told -> isAccess(told, false, ada));
        second.awaitOutput("got one");

        type(ofBob, "not taken");
        ofBob.sendText("{\"type\":\"take-over\"}", true).join();
        second.awaitMessage(told -> isAccess(told, true, bob));
        first.awaitMessage(told -> isAccess(told, false, bob));
        type(ofBob, "two");
        first.awaitOutput("got two");
        assertThat(new String(first.bytes(), UTF_8)).isEqualTo("login: got onegot two");

        ofBob.abort();
        first.awaitMessage(told -> isAccess(told, true, ""));
        type(ofAda, "three");
        first.awaitOutput("got three");
        ofAda.abort();
    }

    @Test
    void whoComesLaterHasTheRecentOutputAndTheLogHasAll() {
        TerminalClient first = new TerminalClient();
        WebSocket socket = connect(first);
        type(socket, "x".repeat(60_000));
        first.awaitOutput("x".repeat(60_000));
        type(socket, "y".repeat(60_000));
        first.awaitOutput("y".repeat(60_000));
        socket.abort();
        TerminalClient late = new TerminalClient();
        connect(late).request(1);
        late.awaitOutput("y".repeat(60_000));
        assertThat(late.bytes()).hasSize(1 << 16);
        Eventually.holds(
                "the log has it",
                TerminalClient.PATIENCE,
                () -> api.get("/workloads/" + name + "/logs?stream=console")
                        .body()
                        .contains("yyy"));
    }

    @Test
    void itEndsWithItsRun() {
        TerminalClient client = new TerminalClient();
        connect(client);
        client.awaitOutput("login: ");
        api.post("/workloads/" + name + "/stop", "");
        assertThat(client.awaitClose()).isEqualTo(WebSocket.NORMAL_CLOSURE);
        JsonNode last =
                client.awaitMessage(told -> told.path("type").asString("").equals("exit"));
        assertThat(last.has("exitCode")).isFalse();
        Eventually.holds("nothing of it runs", TerminalClient.PATIENCE, () -> state().equals("stopped"));
        assertThat(api.get("/workloads/" + name + "/console").code()).isEqualTo("ACTION_NOT_POSSIBLE");
    }

    @Test
    void placesAreBoundedAndFreed() {
        for (int i = 0; i < 8; i++) {
            connect(new TerminalClient());
        }
        Answer tooMany = api.get("/workloads/" + name + "/console");
        assertThat(tooMany.code()).isEqualTo("TOO_MANY_REQUESTS");
        api.post("/workloads/" + name + "/restart", "");
        Eventually.holds(
                "their places are free",
                TerminalClient.PATIENCE,
                () -> api.get("/workloads/" + name + "/console").code().equals("UPGRADE_REQUIRED"));
    }

    @Test
    void whatHasNoConsoleRefusesWithTheReason() {
        assertThat(api.get("/workloads/" + name + "/console").code()).isEqualTo("UPGRADE_REQUIRED");
        assertThat(api.get("/workloads/" + name + "/console?x=1").code()).isEqualTo("UNKNOWN_FIELD");
        assertThat(api.get("/workloads/nobody/console").code()).isEqualTo("WORKLOAD_NOT_FOUND");
        String container = Api.uniqueName("c");
        CommandsModuleTest.running(api, container);
        Answer refused = api.get("/workloads/" + container + "/console");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("NOT_SUPPORTED");
        assertThat(refused.json().path("detail").asString("")).contains("a container has no console");
        JsonNode told = api.get("/workloads/" + container)
                .json()
                .path("status")
                .path("availableActions")
                .valueStream()
                .filter(action -> action.path("action").asString("").equals("console"))
                .findFirst()
                .orElseThrow();
        assertThat(told.path("available").asBoolean(true)).isFalse();
        assertThat(told.path("reason").asString("")).contains("a container has no console");
    }

    @Test
    void theAuditHasWhoOpenedIt() {
        TerminalClient client = new TerminalClient();
        connect(client);
        client.awaitOutput("login: ");
        JsonNode record = Eventually.value(
                        "the record of the console",
                        TerminalClient.PATIENCE,
                        () -> api.get("/audit?limit=100")
                                .json()
                                .path("items")
                                .valueStream()
                                .filter(each -> each.path("path").asString("").contains(name)
                                        && each.path("method").asString("").equals("GET"))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        assertThat(record.path("route").asString("")).isEqualTo("/api/v1/workloads/{name}/console");
    }
}
