package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The sample {@code web} moves from a container to Wasm behind a real gateway. */
@Tag("backend")
class MigrationIT {
    private static final String SERVICE = "/api/v1/services/shop";
    private static final String MIGRATIONS = "/api/v1/migrations";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern NUMBER = Pattern.compile("\\?n=(\\d+)\\b");

    @SuppressWarnings("NullAway.Init")
    private Service service;

    private int port;

    @BeforeEach
    void startAService() {
        service = Service.start();
        Workloads.uploadSamples(service.admin());
        Workloads.launch(service.admin(), web("container", "shop-container"));
        port = service.admin()
                .put(SERVICE, Map.of("backends", List.of(Map.of("workload", "shop-container"))))
                .expect(201)
                .json()
                .path("status")
                .path("port")
                .asInt();
    }

    @AfterEach
    void endTheService() {
        service.close();
    }

    private static Map<String, Object> web(String kind, String name) {
        Map<String, Object> description = Workloads.job(kind, name, "web");
        description.put("lifecycle", "service");
        description.put("env", Map.of("LOG_REQUESTS", "1"));
        description.put("ports", List.of(Map.of("name", "http", "port", 8080, "protocol", "http", "publish", 0)));
        if (kind.equals("wasm")) {
            // With room for what is due at once when a busy machine stands still for a moment.
            description.put("wasm", Map.of("http", "cgi", "concurrency", 64));
            description.put("resources", Map.of("memory", "8MiB"));
        }
        return description;
    }

    private static Map<String, Object> migration(Map<String, Object> to, Map<String, Object> more) {
        Map<String, Object> body = new TreeMap<>(more);
        body.put("name", "move");
        body.put("service", "shop");
        body.put("to", to);
        return body;
    }

    private static Map<String, Object> verified(String... paths) {
        List<Map<String, Object>> requests = new ArrayList<>();
        for (String path : paths) {
            requests.add(Map.of("path", path));
        }
        return Map.of("requests", requests);
    }

    private JsonNode status() {
        return service.admin().get(MIGRATIONS + "/move").expect(200).json().path("status");
    }

    private String state() {
        return status().path("state").asString();
    }

    private void await(String wanted) {
        Await.level("it is " + wanted, PATIENCE, () -> {
            JsonNode now = status();
            if (!now.path("endedAt").isMissingNode()
                    && !now.path("state").asString().equals(wanted)) {
                throw new AssertionError("it ended: " + now);
            }
            return now.path("state").asString().equals(wanted);
        });
    }

    private void awaitGate(String at) {
        Await.level("it waits after " + at, PATIENCE, () -> {
            JsonNode now = status();
            if (!now.path("endedAt").isMissingNode()) {
                throw new AssertionError("it ended: " + now);
            }
            return now.path("state").asString().equals(at)
                    && now.path("waitingFor").asString("").equals("promote");
        });
    }

    private void promote() {
        service.admin().post(MIGRATIONS + "/move/promote").expect(202);
    }

    /** How often each number stands in a workload's log. */
    private Map<Integer, Integer> carriedOut(String workload) {
        Map<Integer, Integer> times = new TreeMap<>();
        String log = service.admin()
                .get(Workloads.PATH + "/" + workload + "/logs")
                .expect(200)
                .text();
        Matcher matcher = NUMBER.matcher(log);
        while (matcher.find()) {
            times.merge(Integer.valueOf(matcher.group(1)), 1, Integer::sum);
        }
        return times;
    }

    @Test
    void aServiceMovesUnderLoadAndNoRequestIsLostOrDoubled() throws IOException {
        try (OpenLoop load = OpenLoop.start(port, 200);
                Kept idle = new Kept(port);
                Kept upload = new Kept(port)) {
            load.awaitMore(200);
            idle.get();
            service.admin()
                    .post(
                            MIGRATIONS,
                            migration(
                                    web("wasm", "shop-wasm"),
                                    Map.of(
                                            "verify", verified("/", "/json", "/status/404"),
                                            "canary", Map.of("steps", List.of(Map.of("weight", 10, "requests", 50))),
                                            "watch", Map.of("for", "3s", "errorBudget", 0, "latencyFactor", 1000),
                                            "grace", "1s",
                                            "gates", List.of("canary", "cut-over"))))
                    .expect(201);
            awaitGate("verifying");
            upload.begin(100); // to the old workload, which has everything yet
            killInTheMiddle(load);
            promote();
            await("canary");
            killInTheMiddle(load);
            idle.get();
            awaitGate("canary");
            promote();
            Await.level("all new requests go to the new one", PATIENCE, () -> !state().equals("canary"));
            load.awaitMore(50);
            idle.get();
            upload.finish(100);
            await("watching");
            killInTheMiddle(load);
            idle.get();
            await("done");
            load.awaitMore(100);
            load.stop();
            assertThat(load.wrong()).isEmpty();
            assertThat(load.right()).isEqualTo(load.sent());
            judge(load.sent());
        }
    }

    private void killInTheMiddle(OpenLoop load) {
        service.kill();
        load.awaitMore(100);
        service.startAgain();
    }

    private void judge(int sent) {
        Map<Integer, Integer> all = new TreeMap<>();
        Await.level("the logs are complete", PATIENCE, () -> {
            all.clear();
            carriedOut("shop-container").forEach((number, times) -> all.merge(number, times, Integer::sum));
            carriedOut("shop-wasm").forEach((number, times) -> all.merge(number, times, Integer::sum));
            return all.size() >= sent;
        });
        assertThat(all).hasSize(sent).allSatisfy((_, times) -> assertThat(times).isOne());
        assertThat(carriedOut("shop-wasm")).isNotEmpty();
        JsonNode backends = service.admin().get(SERVICE).expect(200).json().path("backends");
        assertThat(backends.size()).isOne();
        assertThat(backends.path(0).path("workload").asString()).isEqualTo("shop-wasm");
        assertThat(Workloads.state(service.admin(), "shop-container")).isIn("stopping", "stopped");
        assertThat(status().path("steps")
                        .valueStream()
                        .map(step -> step.path("outcome").asString()))
                .containsOnly("passed");
    }

    @Test
    void answersThatDifferStopIt() {
        Map<String, Object> other = web("wasm", "shop-wasm");
        other.put("env", Map.of("GREETING", "Goodbye"));
        service.admin()
                .post(MIGRATIONS, migration(other, Map.of("verify", verified("/status/200", "/json"))))
                .expect(201);
        await("failed");
        JsonNode step = status().path("steps").path(1);
        assertThat(step.path("outcome").asString()).isEqualTo("failed");
        JsonNode difference =
                step.path("evidence").path("verification").path("differences").path(0);
        assertThat(difference.path("what").asString()).isEqualTo("json /greeting");
        assertThat(Workloads.names(service.admin())).containsExactly("shop-container");
        assertThat(service.admin().get(SERVICE).expect(200).headers().firstValue("ETag"))
                .hasValue("\"1\"");
    }

    @Test
    void aWorkloadThatDiesAtCanaryIsTakenBack() {
        service.admin()
                .post(
                        MIGRATIONS,
                        migration(
                                web("container", "shop-other"),
                                Map.of("canary", Map.of("steps", List.of(Map.of("weight", 50, "for", "10m"))))))
                .expect(201);
        await("canary");
        String container = Shell.lines("docker", "ps", "--format", "{{.Names}}").stream()
                .filter(name -> name.contains("shop-other"))
                .findFirst()
                .orElseThrow();
        Shell.run("docker", "kill", container);
        await("rolled-back");
        assertThat(status().path("message").asString()).contains("shop-other");
        assertThat(Workloads.names(service.admin())).containsExactly("shop-container");
        try (OpenLoop load = OpenLoop.start(port, 50)) {
            load.awaitMore(50);
            load.stop();
            assertThat(load.wrong()).isEmpty();
        }
    }

    /** A client's connection that is kept. */
    private static final class Kept implements AutoCloseable {
        private static final byte[] CR_LF_TWICE = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

        private final Socket socket;

        Kept(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout((int) PATIENCE.toMillis());
        }

        private void write(String text) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }

        /** One request and its answer. */
        void get() throws IOException {
            write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(answer()).isEqualTo("Hello, Web!\n");
        }

        /** The head of an upload, and half of its body. */
        void begin(int half) throws IOException {
            write("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + 2 * half + "\r\n\r\n"
                    + "a".repeat(half));
        }

        /** The other half. */
        void finish(int half) throws IOException {
            write("b".repeat(half));
            assertThat(answer()).isEqualTo("a".repeat(half) + "b".repeat(half));
        }

        private String answer() throws IOException {
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf(new String(CR_LF_TWICE, StandardCharsets.US_ASCII)) < 0) {
                int next = in.read();
                assertThat(next).as("after " + head).isNotNegative();
                head.append((char) next);
            }
            assertThat(head).startsWith("HTTP/1.1 200 ");
            Matcher length = Pattern.compile("(?i)content-length: (\\d+)").matcher(head);
            assertThat(length.find()).isTrue();
            return new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.US_ASCII);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
