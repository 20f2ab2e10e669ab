package dev.triptych.controlplane.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.Api.Answer;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.tck.Eventually;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Displays over WebSocket, of simulated machines whose clipboard says the same as their client. */
@HttpModuleTest
class DisplaysModuleTest {
    private static final String GREETING = "RFB 003.008\n";
    /** Without a password; and others may look too. */
    private static final byte[] REST_OF_HANDSHAKE = {1, 1};

    private static final int TEXT_FOR_THE_CLIPBOARD = 6 << 24;

    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    private Api api;
    private String name;

    @BeforeEach
    void open() {
        api = new Api(port, home.root());
        name = running(",\"vm\":{\"graphics\":true}");
    }

    private String running(String more) {
        String made = Api.uniqueName("d");
        Answer answer = api.post(
                "/workloads",
                "{\"name\":\"" + made + "\",\"kind\":\"vm\",\"lifecycle\":\"service\",\"source\":{\"image\":\""
                        + SimulatedImages.KNOWN + "\"}" + more + "}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        Eventually.holds(
                made + " runs",
                TerminalClient.PATIENCE,
                () -> Stream.of("running", "ready")
                        .anyMatch(state -> state(made).equals(state)));
        return made;
    }

    private String state(String of) {
        return api.get("/workloads/" + of).json().path("status").path("state").asString("");
    }

    private WebSocket connect(TerminalClient client) {
        return api.client()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + api.adminToken())
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/api/v1/workloads/" + name + "/display"), client)
                .join();
    }

    private JsonNode action(String of) {
        return api.get("/workloads/" + of)
                .json()
                .path("status")
                .path("availableActions")
                .valueStream()
                .filter(action -> action.path("action").asString("").equals("display"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void bytesPassBothWaysForSeveralAtOnce() {
        assertThat(api.get("/workloads/" + name)
                        .json()
                        .path("vm")
                        .path("graphics")
                        .asBoolean(false))
                .isTrue();
        TerminalClient first = new TerminalClient();
        TerminalClient second = new TerminalClient();
        WebSocket one = connect(first);
        WebSocket two = connect(second);
        first.awaitOutput(GREETING);
        second.awaitOutput(GREETING);
        byte[] any = new byte[60_000];
        for (int i = 0; i < any.length; i++) {
            any[i] = (byte) (i % 256 - 128);
        }
        one.sendBinary(
                        ByteBuffer.allocate(100_000)
                                .put(GREETING.getBytes(US_ASCII))
                                .put(REST_OF_HANDSHAKE)
                                .putInt(TEXT_FOR_THE_CLIPBOARD)
                                .putInt(any.length)
                                .put(any)
                                .flip(),
                        true)
                .join();
        Eventually.holds("all bytes came back", TerminalClient.PATIENCE, () -> first.bytes().length > any.length);
        assertThat(first.bytes()).endsWith(any);
        assertThat(second.bytes()).asString(US_ASCII).isEqualTo(GREETING);
        one.abort();
        two.abort();
    }

    @Test
    void itEndsWithItsRun() {
        TerminalClient client = new TerminalClient();
        connect(client);
        client.awaitOutput(GREETING);
        api.post("/workloads/" + name + "/stop", "");
        assertThat(client.awaitClose()).isEqualTo(WebSocket.NORMAL_CLOSURE);
        assertThat(client.awaitMessage(told -> told.path("type").asString("").equals("exit"))
                        .has("exitCode"))
                .isFalse();
        Eventually.holds(
                "nothing of it runs", TerminalClient.PATIENCE, () -> state(name).equals("stopped"));
        assertThat(api.get("/workloads/" + name + "/display").code()).isEqualTo("ACTION_NOT_POSSIBLE");
    }

    @Test
    void placesAreBoundedAndFreed() {
        for (int i = 0; i < 8; i++) {
            connect(new TerminalClient());
        }
        assertThat(api.get("/workloads/" + name + "/display").code()).isEqualTo("TOO_MANY_REQUESTS");
        api.post("/workloads/" + name + "/restart", "");
        Eventually.holds(
                "their places are free",
                TerminalClient.PATIENCE,
                () -> api.get("/workloads/" + name + "/display").code().equals("UPGRADE_REQUIRED"));
    }

    @Test
    void whatHasNoDisplayRefusesWithTheReason() {
        assertThat(api.get("/workloads/" + name + "/display").code()).isEqualTo("UPGRADE_REQUIRED");
        assertThat(api.get("/workloads/nobody/display").code()).isEqualTo("WORKLOAD_NOT_FOUND");
        String without = running("");
        Answer refused = api.get("/workloads/" + without + "/display");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("NOT_SUPPORTED");
        assertThat(refused.json().path("detail").asString("")).contains("vm.graphics");
        assertThat(action(without).path("available").asBoolean(true)).isFalse();
        assertThat(action(without).path("reason").asString("")).contains("vm.graphics");
        assertThat(action(name).path("available").asBoolean(false)).isTrue();
        String container = Api.uniqueName("c");
        CommandsModuleTest.running(api, container);
        assertThat(api.get("/workloads/" + container + "/display")
                        .json()
                        .path("detail")
                        .asString(""))
                .contains("a container has no display");
    }

    @Test
    void theAuditHasWhoOpenedIt() {
        TerminalClient client = new TerminalClient();
        connect(client);
        client.awaitOutput(GREETING);
        JsonNode record = Eventually.value(
                        "the record of the display",
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
        assertThat(record.path("route").asString("")).isEqualTo("/api/v1/workloads/{name}/display");
    }
}
