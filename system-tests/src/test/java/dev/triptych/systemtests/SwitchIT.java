package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/**
 * One move from a container to Wasm while everything is under way that lasts: each case is one of them, which began at the
 * old workload before the switch, and ends after it.
 */
@Tag("backend")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SwitchIT {
    private static final String OLD = "x-answered-by: old";
    private static final String JSON = "{\"greeting\":\"Hello\",\"to\":\"Web\"}";
    private static final int LINES = 100;
    private static final int CONNECTIONS = 8;
    private static final long UPLOAD_BYTES = 512L << 20;
    private static final long DOWNLOAD_BYTES = 256L << 20;
    private static final long MOST_GATEWAY_BYTES = 400L << 20;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Reads of its body wait; nobody else waits for them. */
    private final HttpClient uploading =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @SuppressWarnings("NullAway.Init")
    private Service service;

    @SuppressWarnings("NullAway.Init")
    private ShopMove move;

    @SuppressWarnings("NullAway.Init")
    private Seen seen;

    /** What the clients saw; the test cases look at one thing each. */
    private record Seen(
            OpenLoop load,
            List<Kept.Reply> idleBefore,
            List<Kept.Reply> idleAfter,
            Kept.Reply slowUpload,
            String stream,
            String streamOfHttp2,
            List<String> http2,
            String uploaded,
            long downloaded,
            List<String> messages,
            long gatewayBytes) {}

    @BeforeAll
    void moveUnderAllThat() throws Exception {
        Shell.run("../deploy/test-servers/build");
        service = Service.start();
        Workloads.uploadSamples(service.admin());
        Workloads.launch(service.admin(), oldWorkload());
        move = new ShopMove(service);
        int port =
                move.put(Map.of("backends", List.of(Map.of("workload", "shop-old")), "limits", Map.of("drain", "2m")));
        try (OpenLoop load = OpenLoop.start(port, 50)) {
            seen = held(port, load);
        }
    }

    private static Map<String, Object> oldWorkload() throws IOException {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("name", "shop-old");
        description.put("kind", "container");
        description.put("lifecycle", "service");
        description.put("source", Map.of("image", TestImages.SERVERS));
        description.put("args", List.of("node", "-e", script()));
        description.put("resources", Map.of("memory", "512MiB"));
        description.put("ports", List.of(Map.of("name", "http", "port", 8080, "protocol", "http", "publish", 0)));
        description.put("probe", Map.of("tcp", Map.of("port", "http"), "every", "100ms"));
        return description;
    }

    private static String script() throws IOException {
        try (InputStream script = SwitchIT.class.getResourceAsStream("/switch-server.js")) {
            assertThat(script).isNotNull();
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Seen held(int port, OpenLoop load) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + port);
        move.begin(
                ShopMove.web("wasm", "shop-new"),
                Map.of(
                        "verify", ShopMove.verified("/json"),
                        "watch", Map.of("for", "2s", "errorBudget", 0, "latencyFactor", 1000),
                        "grace", "1s",
                        "gates", List.of("cut-over")));
        move.awaitGate("verifying");
        List<Kept> idle = connections(port);
        try (Kept slow = new Kept(port);
                Http2Kept http2 = new Http2Kept(port);
                GatedZeros gate = new GatedZeros(UPLOAD_BYTES)) {
            List<Kept.Reply> idleBefore = ask(idle);
            slow.begin(20);
            List<String> ofHttp2 = new ArrayList<>(List.of(http2.get(), http2.get()));
            EchoedMessages messages = new EchoedMessages();
            WebSocket socket = http.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + port + "/"), messages)
                    .join();
            messages.exchange(socket, "before");
            CompletableFuture<HttpResponse<String>> upload = uploading.sendAsync(
                    HttpRequest.newBuilder(address.resolve("/digest"))
                            .POST(BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> gate), UPLOAD_BYTES))
                            .build(),
                    BodyHandlers.ofString());
            gate.awaitBegun();
            InputStream download = open(address.resolve("/zeros?bytes=" + DOWNLOAD_BYTES));
            InputStream stream = open(address.resolve("/lines?count=" + LINES));
            Http2Curl streamOfHttp2 = Http2Curl.begun("http://127.0.0.1:" + port + "/lines?count=" + LINES);

            move.promote();
            move.await("cutting-over");
            Await.level("new requests go to the new one", ShopMove.PATIENCE, () -> !isOld(address));
            load.awaitMore(100);
            List<Kept.Reply> idleAfter = ask(idle);
            ofHttp2.add(http2.get());
            messages.exchange(socket, "after");
            assertThat(move.state()).as("while all that is under way").isEqualTo("cutting-over");

            Kept.Reply slowUpload = slow.finish(20);
            gate.open();
            String uploaded = upload.join().body();
            long downloaded = download.transferTo(OutputStream.nullOutputStream());
            String lines = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            String linesOfHttp2 = streamOfHttp2.output();
            messages.exchange(socket, "at the end");
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
            messages.awaitClose();
            move.await("done");
            ask(idle);
            ofHttp2.add(http2.get());
            load.awaitMore(50);
            load.stop();
            return new Seen(
                    load,
                    idleBefore,
                    idleAfter,
                    slowUpload,
                    lines,
                    linesOfHttp2,
                    ofHttp2,
                    uploaded,
                    downloaded,
                    messages.all(),
                    mostMemoryOfTheGateway());
        } finally {
            for (Kept connection : idle) {
                connection.close();
            }
        }
    }

    @AfterAll
    void end() {
        service.close();
        http.close();
        uploading.close();
    }

    private static List<Kept> connections(int port) throws IOException {
        List<Kept> all = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            all.add(new Kept(port));
        }
        return all;
    }

    private static List<Kept.Reply> ask(List<Kept> connections) throws IOException {
        List<Kept.Reply> replies = new ArrayList<>();
        for (Kept connection : connections) {
            replies.add(connection.get("/json"));
        }
        return replies;
    }

    private InputStream open(URI address) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer =
                http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofInputStream());
        assertThat(answer.headers().firstValue("X-Answered-By")).hasValue("old");
        return answer.body();
    }

    private boolean isOld(URI address) {
        try {
            return http.send(HttpRequest.newBuilder(address.resolve("/json")).build(), BodyHandlers.discarding())
                    .headers()
                    .firstValue("X-Answered-By")
                    .isPresent();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Speaks HTTP/2 from the first byte, over one connection. */
    private long mostMemoryOfTheGateway() throws IOException {
        long pid = Http.json(Files.readAllBytes(service.home().resolve("gateway/run/process.json")))
                .path("pid")
                .asLong();
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void numberedRequestsAreEachAnsweredAndCarriedOutOnce() {
        assertThat(seen.load().wrong()).isEmpty();
        assertThat(seen.load().right()).isEqualTo(seen.load().sent());
        assertThat(move.carriedOut(seen.load().sent(), "shop-old", "shop-new"))
                .hasSize(seen.load().sent())
                .allSatisfy((_, times) -> assertThat(times).isOne());
    }

    @Test
    void streamsOfTenSecondsComeToTheirEnd() {
        String all = IntStream.rangeClosed(1, LINES).mapToObj(n -> n + "\n").collect(Collectors.joining());
        assertThat(seen.stream()).isEqualTo(all);
        assertThat(seen.streamOfHttp2()).isEqualTo(all);
    }

    @Test
    void aSlowUploadIsAnsweredByWhoHasItsBeginning() {
        assertThat(seen.slowUpload().head()).contains(OLD);
    }

    @Test
    void largeBodiesPassWholeAndAreNotKeptInMemory() throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] zeros = new byte[1 << 20];
        for (long left = UPLOAD_BYTES; left > 0; left -= zeros.length) {
            digest.update(zeros);
        }
        assertThat(seen.uploaded())
                .isEqualTo(UPLOAD_BYTES + " " + HexFormat.of().formatHex(digest.digest()));
        assertThat(seen.downloaded()).isEqualTo(DOWNLOAD_BYTES);
        assertThat(seen.gatewayBytes()).isLessThan(MOST_GATEWAY_BYTES);
    }

    @Test
    void aWebSocketStaysUntilItsClientEndsIt() {
        assertThat(seen.messages()).containsExactly("before", "after", "at the end");
    }

    @Test
    void connectionsThatWaitedAreAnsweredByTheNewWorkload() {
        assertThat(seen.idleBefore())
                .hasSize(CONNECTIONS)
                .allSatisfy(reply -> assertThat(reply.head()).contains(OLD));
        assertThat(seen.idleAfter()).hasSize(CONNECTIONS).allSatisfy(reply -> {
            assertThat(reply.head()).doesNotContain(OLD);
            assertThat(reply.body()).isEqualTo(JSON + "\n");
        });
    }

    @Test
    void anHttp2ConnectionGoesOnWithTheNewWorkload() {
        assertThat(seen.http2()).containsExactly("Hello, old!\n", "Hello, old!\n", "Hello, Web!\n", "Hello, Web!\n");
    }

    @Test
    void theRecordTellsOfNothingThatWasBrokenOff() {
        JsonNode cutOver = move.status()
                .path("steps")
                .valueStream()
                .map(step -> step.path("evidence").path("cutOver"))
                .filter(JsonNode::isObject)
                .findFirst()
                .orElseThrow();
        assertThat(cutOver.path("drainedAt").isMissingNode()).as("%s", cutOver).isFalse();
        JsonNode figures = service.admin()
                .get(ShopMove.SERVICE)
                .expect(200)
                .json()
                .path("status")
                .path("backends")
                .path(0)
                .path("figures");
        assertThat(List.of("connectFailures", "timeouts", "broken", "clientsLeft"))
                .allSatisfy(failure -> assertThat(figures.path(failure).asLong(-1))
                        .as("%s", figures)
                        .isZero());
    }
}
