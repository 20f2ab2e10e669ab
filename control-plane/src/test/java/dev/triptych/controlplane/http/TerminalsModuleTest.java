package dev.triptych.controlplane.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.Api.Answer;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.fake.FakeBackend;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Terminals over WebSocket, in simulated containers whose commands are those of {@link CommandsModuleTest}. */
@HttpModuleTest
class TerminalsModuleTest {
    private static final int SWITCHED = 101;

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
        name = Api.uniqueName("t");
        engine.onExecute((_, session) -> CommandsModuleTest.play(session));
        CommandsModuleTest.running(api, name);
    }

    private String query(String more, String... words) {
        return Stream.of(words)
                        .map(word -> "command=" + URLEncoder.encode(word, UTF_8))
                        .collect(Collectors.joining("&", "?", ""))
                + more;
    }

    private WebSocket connect(TerminalClient client, String query, Map<String, String> headers) {
        WebSocket.Builder builder = api.client().newWebSocketBuilder();
        headers.forEach(builder::header);
        return builder.buildAsync(
                        URI.create("ws://127.0.0.1:" + port + "/api/v1/workloads/" + name + "/exec" + query), client)
                .join();
    }

    private WebSocket connect(TerminalClient client, String query) {
        return connect(client, query, bearer(api.adminToken()));
    }

    private static Map<String, String> bearer(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }

    /** The status with which a terminal was opened or refused. */
    private int status(String query, Map<String, String> headers) {
        try {
            connect(new TerminalClient(), query, headers).abort();
            return SWITCHED;
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw e;
        }
    }

    private static void type(WebSocket socket, String text) {
        socket.sendBinary(ByteBuffer.wrap(text.getBytes(UTF_8)), true).join();
    }

    private static void say(WebSocket socket, String json) {
        socket.sendText(json, true).join();
    }

    private String token(String role) {
        return api.post("/tokens", "{\"name\":\"" + Api.uniqueName(role) + "\",\"role\":\"" + role + "\"}")
                .json()
                .path("token")
                .asString();
    }

    @Test
    void bytesGoBothWaysAndTheExitCodeComesLast() {
        TerminalClient client = new TerminalClient();
        WebSocket socket = connect(client, query("&tty=false", "cat"));
        type(socket, "grüße\n");
        client.awaitOutput("grüße\n");
        say(socket, "{\"type\":\"eof\"}");
        assertThat(client.awaitExit()).isZero();
        assertThat(client.awaitClose()).isEqualTo(WebSocket.NORMAL_CLOSURE);
    }

    @Test
    void withoutATerminalEachPieceSaysWhichStreamItIsOf() {
        TerminalClient client = new TerminalClient();
        connect(client, query("&tty=false", "both"));
        assertThat(client.awaitExit()).isZero();
        assertThat(new String(client.bytes(), UTF_8)).isEqualTo("\u0001left\u0002right");
    }

    @Test
    void inATerminalBytesAreAsTheyAreAndItsSizeFollows() {
        TerminalClient client = new TerminalClient();
        WebSocket socket = connect(client, query("&columns=100&rows=40", "size"));
        type(socket, "\n");
        client.awaitOutput("<100x40>");
        say(socket, "{\"type\":\"resize\",\"columns\":132,\"rows\":50}");
        type(socket, "\n");
        client.awaitOutput("<132x50>");
        assertThat(new String(client.bytes(), UTF_8)).isEqualTo("<100x40><132x50>");
    }

    @Test
    void wordsKeepTheirCommasAndTheTerminalHasAType() {
        TerminalClient client = new TerminalClient();
        connect(client, query("&user=me&workingDirectory=/tmp", "describe", "a,b", "&c=d"));
        assertThat(client.awaitExit()).isZero();
        assertThat(new String(client.bytes(), UTF_8)).isEqualTo("[a,b, &c=d] {TERM=xterm-256color} me /tmp");
    }

    @Test
    void anExitCodeIsToldAlsoOfWhatWasEndedFromOutside() {
        TerminalClient seven = new TerminalClient();
        connect(seven, query("", "exit", "7"));
        assertThat(seven.awaitExit()).isEqualTo(7);
        TerminalClient stopped = new TerminalClient();
        connect(stopped, query("", "stay"));
        stopped.awaitOutput("staying");
        api.post("/workloads/" + name + "/stop", "");
        assertThat(stopped.awaitExit()).isEqualTo(137);
    }

    @Test
    void aClientThatGoesAwayLeavesNoCommandBehind() {
        TerminalClient client = new TerminalClient();
        WebSocket socket = connect(client, query("", "stay"));
        client.awaitOutput("staying");
        assertThat(CommandsModuleTest.commandRuns(engine, api, name)).isTrue();
        socket.abort();
        Eventually.holds(
                "its command is ended",
                TerminalClient.PATIENCE,
                () -> !CommandsModuleTest.commandRuns(engine, api, name));
    }

    @Test
    void whoReadsTooSlowlyLosesTheTerminalAndItsCommandEnds() throws IOException {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4 << 10);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout((int) TerminalClient.PATIENCE.toMillis());
            socket.getOutputStream().write(handshake("flood").getBytes(UTF_8));
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readNBytes(12), UTF_8)).isEqualTo("HTTP/1.1 101");
            Eventually.holds(
                    "its command is ended, though it is still connected",
                    TerminalClient.PATIENCE,
                    () -> !CommandsModuleTest.commandRuns(engine, api, name));
            assertThat(untilTheEnd(in)).isLessThan((long) CommandsModuleTest.FLOOD << 20);
        }
    }

    private String handshake(String command) {
        return "GET /api/v1/workloads/" + name + "/exec?command=" + command + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nAuthorization: Bearer " + api.adminToken() + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    }

    /** How many bytes still come; the service may end the connection in either way. */
    private static long untilTheEnd(InputStream in) throws IOException {
        long count = 0;
        byte[] chunk = new byte[1 << 16];
        try {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                count += read;
            }
            return count;
        } catch (SocketException reset) {
            return count;
        }
    }

    @Test
    void manyClientsThatGoAwayFreeTheirPlaces() {
        for (int i = 0; i < 30; i++) {
            connectWhenThereIsRoom(query("", "stay")).abort();
        }
    }

    private WebSocket connectWhenThereIsRoom(String query) {
        return Eventually.value(
                        "a terminal is opened",
                        TerminalClient.PATIENCE,
                        () -> connectIfThereIsRoom(query),
                        Optional::isPresent)
                .orElseThrow();
    }

    private Optional<WebSocket> connectIfThereIsRoom(String query) {
        try {
            return Optional.of(connect(new TerminalClient(), query));
        } catch (CompletionException tooMany) {
            return Optional.empty();
        }
    }

    @Test
    void whatTheServiceDoesNotUnderstandClosesTheTerminal() {
        for (String wrong :
                new String[] {"hello", "{\"type\":\"resize\",\"columns\":0,\"rows\":1}", "{\"type\":\"x\"}", "[]"}) {
            TerminalClient client = new TerminalClient();
            say(connect(client, query("", "cat")), wrong);
            assertThat(client.awaitClose()).as(wrong).isEqualTo(1003);
        }
        TerminalClient big = new TerminalClient();
        WebSocket socket = connect(big, query("", "cat"));
        socket.sendBinary(ByteBuffer.wrap(new byte[70 * 1024]), true).join();
        assertThat(big.awaitClose()).isEqualTo(1009);
    }

    @Test
    void aTokenThatIsRevokedClosesItsTerminals() {
        String made = Api.uniqueName("gone");
        String token = api.post("/tokens", "{\"name\":\"" + made + "\",\"role\":\"operator\"}")
                .json()
                .path("token")
                .asString();
        TerminalClient client = new TerminalClient();
        connect(client, query("", "stay"), bearer(token));
        client.awaitOutput("staying");
        assertThat(api.delete("/tokens/" + made).status()).isEqualTo(204);
        assertThat(client.awaitClose()).isEqualTo(1008);
        Eventually.holds(
                "its command is ended",
                TerminalClient.PATIENCE,
                () -> !CommandsModuleTest.commandRuns(engine, api, name));
    }

    @Test
    void whoMayNotIsRefusedBeforeAnythingRuns() {
        assertThat(status(query("", "stay"), bearer(token("viewer")))).isEqualTo(403);
        assertThat(status(query("", "stay"), bearer("nonsense"))).isEqualTo(401);
        assertThat(status(query("", "stay"), Map.of())).isEqualTo(401);
        assertThat(status(query("&ticket=nonsense", "stay"), Map.of())).isEqualTo(401);
        assertThat(CommandsModuleTest.commandRuns(engine, api, name)).isFalse();
    }

    @Test
    void aBrowserOpensOneWithATicketFromOurOwnPageOnce() {
        Answer session = api.send(HttpRequest.newBuilder(api.uri("/api/v1/session"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"token\":\"" + api.adminToken() + "\"}")));
        String cookie = session.header("Set-Cookie").split(";", 2)[0];
        String secret = session.json().path("sessionSecret").asString("");
        String ours = "http://127.0.0.1:" + port;
        assertThat(statusWith(ticket(cookie, secret), cookie, "http://attacker.example"))
                .isEqualTo(401);
        assertThat(statusWith(ticket(cookie, secret), cookie, null)).isEqualTo(401);
        assertThat(statusWith(ticket(cookie, secret), null, ours)).isEqualTo(401);
        String ticket = ticket(cookie, secret);
        assertThat(statusWith(ticket, cookie, ours)).isEqualTo(SWITCHED);
        assertThat(statusWith(ticket, cookie, ours)).isEqualTo(401);
    }

    private int statusWith(String ticket, @Nullable String cookie, @Nullable String origin) {
        Map<String, String> headers = new HashMap<>();
        if (cookie != null) {
            headers.put("Cookie", cookie);
        }
        if (origin != null) {
            headers.put("Origin", origin);
        }
        return status(query("&ticket=" + ticket, "cat"), headers);
    }

    private String ticket(String cookie, String secret) {
        return api.send(HttpRequest.newBuilder(api.uri("/api/v1/session/tickets"))
                        .header("Cookie", cookie)
                        .header("Triptych-Session-Secret", secret)
                        .POST(BodyPublishers.noBody()))
                .json()
                .path("ticket")
                .asString("");
    }

    @Test
    void withoutAnUpgradeTheAnswerIsTheReason() {
        Answer possible = api.get("/workloads/" + name + "/exec");
        assertThat(possible.status()).isEqualTo(426);
        assertThat(possible.code()).isEqualTo("UPGRADE_REQUIRED");
        assertThat(possible.header("Upgrade")).isEqualTo("websocket");
        assertThat(api.get("/workloads/" + name + "/exec?columns=0&workingDirectory=x")
                        .fields())
                .containsExactly("columns", "workingDirectory");
        assertThat(api.get("/workloads/" + name + "/exec?shell=1").code()).isEqualTo("UNKNOWN_FIELD");
        assertThat(api.get("/workloads/nobody/exec").code()).isEqualTo("WORKLOAD_NOT_FOUND");
        assertThat(CommandsModuleTest.commandRuns(engine, api, name)).isFalse();
    }

    @Test
    void theAuditHasWhoOpenedItAndTheCommand() {
        TerminalClient client = new TerminalClient();
        connect(client, query("", "exit", "0", "unusual word"));
        client.awaitClose();
        JsonNode record = Eventually.value(
                        "the record of the terminal",
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
        assertThat(record.path("detail").asString("")).isEqualTo("{\"command\":[\"exit\",\"0\",\"unusual word\"]}");
        assertThat(record.path("status").asInt(0)).isEqualTo(SWITCHED);
        assertThat(record.path("route").asString("")).isEqualTo("/api/v1/workloads/{name}/exec");
    }
}
