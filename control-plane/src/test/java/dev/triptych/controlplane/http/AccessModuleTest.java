package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.Api.Answer;
import dev.triptych.controlplane.platform.Home;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Who gets in, and with what. */
@HttpModuleTest
class AccessModuleTest {
    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    @Autowired
    private JdbcClient database;

    private Api api;

    @BeforeEach
    void open() {
        api = new Api(port, home.root());
    }

    private HttpRequest.Builder anonymous(String path) {
        return HttpRequest.newBuilder(api.uri(path));
    }

    private record Console(String cookie, String secret) {}

    private Console signIn() {
        Answer answer = api.send(anonymous("/api/v1/session")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"token\":\"" + api.adminToken() + "\"}")));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        String cookie = answer.header("Set-Cookie");
        assertThat(cookie).contains("HttpOnly").contains("SameSite=Strict").startsWith("triptych-session=");
        return new Console(
                cookie.substring(0, cookie.indexOf(';')),
                answer.json().path("sessionSecret").asString());
    }

    @Test
    void livenessAloneIsOpen() {
        assertThat(api.send(anonymous("/livez").GET()).status()).isEqualTo(200);
        for (String path :
                List.of("/readyz", "/metrics", "/api/v1/host", "/api/v1/openapi.yaml", "/api", "/api/v1/x")) {
            Answer answer = api.send(anonymous(path).GET());
            assertThat(answer.status()).as(path).isEqualTo(401);
            assertThat(answer.code()).isEqualTo("UNAUTHENTICATED");
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer trp_wrong", "Bearer ", "Basic YTpi", "trp_", "Bearer \u00e4"})
    void aWrongTokenOpensNothing(String authorization) {
        Answer answer = api.send(
                anonymous("/api/v1/host").header("Authorization", authorization).GET());
        assertThat(answer.status()).isEqualTo(401);
    }

    @Test
    void theFirstTokenIsForItsOwnerAlone() throws IOException {
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(home.root().resolve("admin.token"))))
                .isEqualTo("rw-------");
        byte[] stored = database.sql("select sha256 from token where name = 'admin'")
                .query(byte[].class)
                .single();
        assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain(api.adminToken());
    }

    @Test
    void thePlainTokenIsNowhereInAList() {
        String name = Api.uniqueName("t");
        Answer created = api.post("/tokens", "{\"name\":\"" + name + "\",\"role\":\"viewer\"}");
        assertThat(created.status()).isEqualTo(201);
        String token = created.json().path("token").asString();
        assertThat(api.get("/tokens").body()).contains(name).doesNotContain(token);
        assertThat(api.withToken(token, "GET", "/api/v1/host", BodyPublishers.noBody())
                        .status())
                .isEqualTo(200);
        assertThat(api.delete("/tokens/" + name).status()).isEqualTo(204);
        assertThat(api.withToken(token, "GET", "/api/v1/host", BodyPublishers.noBody())
                        .status())
                .isEqualTo(401);
    }

    @Test
    void theLastAdminStays() {
        Answer answer = api.delete("/tokens/admin");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("ACTION_NOT_POSSIBLE");
    }

    @Test
    void onlyConfiguredHostsAreAnswered() throws IOException {
        assertThat(rawStatus("Host: 127.0.0.1:" + port)).isEqualTo(200);
        assertThat(rawStatus("Host: localhost:" + port)).isEqualTo(200);
        assertThat(rawStatus("Host: LOCALHOST:" + port)).isEqualTo(200);
        for (String host : List.of("attacker.example:" + port, "127.0.0.1:1", "localhost.attacker.example", "")) {
            assertThat(rawStatus("Host: " + host)).as(host).isIn(400, 421);
        }
        assertThat(rawStatus("Host: attacker.example:" + port)).isEqualTo(421);
        assertThat(rawStatus("X-Forwarded-Host: localhost:" + port + "\r\nHost: attacker.example"))
                .isEqualTo(421);
    }

    /** The connector refuses it by itself, before any of our filters. */
    @Test
    void traceIsRefusedAsEverythingElseIs() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write(("TRACE /livez HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String id = answer.replaceAll("(?s).*Triptych-Correlation-Id: ([0-9a-f-]{36})\r\n.*", "$1");
            assertThat(answer)
                    .startsWith("HTTP/1.1 405 ")
                    .contains("application/problem+json", "\"METHOD_NOT_ALLOWED\"", "\"correlationId\":\"" + id + "\"");
        }
    }

    /** Java's own client does not let a caller choose the Host. */
    private int rawStatus(String headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            out.write(("GET /livez HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return Integer.parseInt(answer.split(" ", 3)[1]);
        }
    }

    @Test
    void theCookieAloneOpensNothing() {
        Console console = signIn();
        for (String path : List.of("/api/v1/host", "/api/v1/workloads", "/api/v1/session", "/metrics")) {
            Answer answer =
                    api.send(anonymous(path).header("Cookie", console.cookie()).GET());
            assertThat(answer.status()).as(path).isEqualTo(401);
        }
    }

    @Test
    void theSecretAloneOpensNothing() {
        Console console = signIn();
        Answer answer = api.send(anonymous("/api/v1/host")
                .header("Triptych-Session-Secret", console.secret())
                .GET());
        assertThat(answer.status()).isEqualTo(401);
    }

    @Test
    void cookieAndSecretTogetherAreASession() {
        Console console = signIn();
        Answer answer = api.send(inSession(console, "/api/v1/session").GET());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("subject").asString()).isEqualTo("admin");
        assertThat(api.send(inSession(console, "/api/v1/session").DELETE()).status())
                .isEqualTo(204);
        assertThat(api.send(inSession(console, "/api/v1/session").GET()).status())
                .isEqualTo(401);
    }

    @Test
    void theHalvesOfTwoSessionsAreNone() {
        Console one = signIn();
        Console other = signIn();
        assertThat(api.send(inSession(new Console(one.cookie(), other.secret()), "/api/v1/host")
                                .GET())
                        .status())
                .isEqualTo(401);
    }

    private HttpRequest.Builder inSession(Console console, String path) {
        return anonymous(path).header("Cookie", console.cookie()).header("Triptych-Session-Secret", console.secret());
    }

    @Test
    void aSessionEndsWithItsToken() {
        String name = Api.uniqueName("short");
        String token = api.post("/tokens", "{\"name\":\"" + name + "\",\"role\":\"viewer\"}")
                .json()
                .path("token")
                .asString();
        Answer opened = api.send(anonymous("/api/v1/session")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"token\":\"" + token + "\"}")));
        Console console = new Console(
                opened.header("Set-Cookie").split(";", 2)[0],
                opened.json().path("sessionSecret").asString());
        assertThat(api.send(inSession(console, "/api/v1/host").GET()).status()).isEqualTo(200);
        assertThat(api.delete("/tokens/" + name).status()).isEqualTo(204);
        assertThat(api.send(inSession(console, "/api/v1/host").GET()).status()).isEqualTo(401);
    }

    @Test
    void aSignInLinkIsGoodOnce() {
        JsonNode link = api.post("/session/links", "").json();
        String url = link.path("url").asString();
        assertThat(url).startsWith("http://127.0.0.1:" + port + "/#");
        String code = url.substring(url.indexOf('=') + 1);
        assertThat(exchange(code).status()).isEqualTo(201);
        Answer again = exchange(code);
        assertThat(again.status()).isEqualTo(401);
        assertThat(again.code()).isEqualTo("UNAUTHENTICATED");
    }

    private Answer exchange(String code) {
        return api.send(anonymous("/api/v1/session")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"code\":\"" + code + "\"}")));
    }

    @Test
    void aTicketOpensOneStreamFromOurOwnPageOnly() throws Exception {
        Console console = signIn();
        String origin = "http://127.0.0.1:" + port;
        assertThat(openStream(console, ticket(console), "http://attacker.example"))
                .isEqualTo(401);
        assertThat(openStream(console, ticket(console), null)).isEqualTo(401);
        assertThat(openStream(signIn(), ticket(console), origin)).isEqualTo(401);
        String ticket = ticket(console);
        assertThat(openStream(console, ticket, origin)).isEqualTo(200);
        assertThat(openStream(console, ticket, origin)).isEqualTo(401);
    }

    @Test
    void aTicketOpensNothingButAStream() {
        Answer answer =
                api.send(anonymous("/api/v1/host?ticket=" + ticket(signIn())).GET());
        assertThat(answer.status()).isEqualTo(401);
    }

    private String ticket(Console console) {
        return api.send(inSession(console, "/api/v1/session/tickets").POST(BodyPublishers.noBody()))
                .json()
                .path("ticket")
                .asString();
    }

    private int openStream(Console console, String ticket, @org.jspecify.annotations.Nullable String origin)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                anonymous("/api/v1/events/stream?ticket=" + ticket).header("Cookie", console.cookie());
        if (origin != null) {
            request.header("Origin", origin);
        }
        HttpResponse<InputStream> response = api.client().send(request.GET().build(), BodyHandlers.ofInputStream());
        response.body().close();
        return response.statusCode();
    }

    @Test
    void noOtherSiteMayRead() {
        Answer answer = api.send(
                api.request("/host").header("Origin", "http://attacker.example").GET());
        assertThat(answer.headers().map().keySet())
                .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control-"));
    }

    @Test
    void everyAnswerIsHardened() {
        for (Answer answer : List.of(
                api.get("/host"),
                api.get("/nowhere"),
                api.send(anonymous("/livez").GET()))) {
            assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(answer.header("Server")).isEmpty();
            assertThat(answer.header("Triptych-Correlation-Id")).isNotBlank();
        }
    }

    @Test
    void workersMayCompileWasmAndReachNothingAndThePageMayNot() {
        assertThat(api.send(anonymous("/").GET()).header("Content-Security-Policy"))
                .contains("script-src 'self'", "connect-src 'self'")
                .doesNotContain("unsafe");
        assertThat(api.send(anonymous("/workers/any.js").GET()).headers().allValues("Content-Security-Policy"))
                .singleElement()
                .asString()
                .startsWith("default-src 'none'; script-src 'wasm-unsafe-eval';")
                .doesNotContain("connect-src", "'self'");
    }

    @Test
    void everyCommandIsAudited() {
        String name = Api.uniqueName("audited");
        Answer created = api.post("/tokens", "{\"name\":\"" + name + "\",\"role\":\"viewer\"}");
        Answer refused = api.delete("/secrets/" + name);
        assertThat(audited(created)).isEqualTo("admin 127.0.0.1 POST /api/v1/tokens 201");
        assertThat(audited(refused)).isEqualTo("admin 127.0.0.1 DELETE /api/v1/secrets/{name} 404");
        api.delete("/tokens/" + name);
    }

    private String audited(Answer answer) {
        return dev.triptych.tck.Eventually.value(
                "an audit record",
                java.time.Duration.ofSeconds(10),
                () -> database.sql("select caller || ' ' || address || ' ' || method || ' ' || route || ' ' || status"
                                + " from audit where correlation_id = ?")
                        .param(answer.header("Triptych-Correlation-Id"))
                        .query(String.class)
                        .optional()
                        .orElse(""),
                found -> !found.isEmpty());
    }

    @Test
    void theNumberOfTokensIsBounded() {
        int made = 0;
        Answer answer = api.get("/host");
        for (int i = 0; i <= 40 && answer.status() < 300; i++) {
            answer = api.post("/tokens", "{\"name\":\"bound-" + i + "\",\"role\":\"viewer\"}");
            made = i;
        }
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.code()).isEqualTo("TOO_MANY_REQUESTS");
        for (int i = 0; i < made; i++) {
            assertThat(api.delete("/tokens/bound-" + i).status()).isEqualTo(204);
        }
    }
}
