package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** One service with a real container and a real Wasm module behind it, by the real gateway. */
@Tag("backend")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServicesIT {
    private static final String PATH = "/api/v1/services/shop";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @SuppressWarnings("NullAway.Init")
    private Service service;

    @BeforeAll
    void startAService() {
        service = Service.start();
        Workloads.uploadSamples(service.admin());
    }

    @AfterAll
    void endTheService() {
        service.close();
    }

    @AfterEach
    void removeWhatATestMade() {
        service.admin().delete(PATH).expect(204);
        Workloads.deleteAll(service.admin());
    }

    private void launchWeb(String kind) {
        Map<String, Object> description = Workloads.job(kind, "web-" + kind, "web");
        description.put("lifecycle", "service");
        description.put("ports", List.of(Map.of("name", "http", "port", 8080, "protocol", "http", "publish", 0)));
        if (kind.equals("wasm")) {
            description.put(
                    "wasm", Map.of("http", "cgi")); // without a probe: each request that it counts is a client's
        } else {
            description.put("probe", Map.of("http", Map.of("path", "/", "port", "http"), "every", "500ms"));
        }
        Workloads.launch(service.admin(), description);
    }

    private static String backends(int container, int wasm) {
        return "{\"backends\":[{\"workload\":\"web-container\",\"weight\":" + container
                + "},{\"workload\":\"web-wasm\",\"weight\":" + wasm + "}]}";
    }

    private void weigh(int container, int wasm) {
        String etag = service.admin()
                .get(PATH)
                .expect(200)
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        service.admin()
                .sendJson("PUT", PATH, backends(container, wasm), Map.of("If-Match", etag))
                .expect(200);
    }

    private int make(String body) {
        return service.admin()
                .put(PATH, body)
                .expect(201)
                .json()
                .path("status")
                .path("port")
                .asInt();
    }

    private JsonNode status() {
        return service.admin().get(PATH).expect(200).json().path("status");
    }

    private long requests(String workload) {
        for (JsonNode backend : status().path("backends")) {
            if (backend.path("workload").asString().equals(workload)) {
                return backend.path("figures").path("requests").asLong();
            }
        }
        throw new AssertionError("no backend " + workload);
    }

    /** What the Wasm host itself counted. */
    private long served(String workload) {
        long most = 0;
        JsonNode usage = service.admin()
                .get(Workloads.PATH + "/" + workload + "/usage")
                .expect(200)
                .json();
        for (JsonNode sample : usage.path("samples")) {
            most = Math.max(most, sample.path("requests").path("answered").asLong());
        }
        return most;
    }

    private long retried() {
        long sum = 0;
        for (JsonNode backend : status().path("backends")) {
            sum += backend.path("figures").path("retried").asLong();
        }
        return sum;
    }

    /** Clients that send numbers and expect each back, once. */
    private static final class Load implements AutoCloseable {
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final AtomicLong sent = new AtomicLong();
        private final AtomicLong right = new AtomicLong();
        private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
        private final List<Thread> clients;
        private final HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

        Load(int port) {
            URI address = URI.create("http://127.0.0.1:" + port + "/echo");
            clients = IntStream.range(0, 4)
                    .mapToObj(i -> Thread.ofVirtual().start(() -> ask(address)))
                    .toList();
        }

        private void ask(URI address) {
            while (!stopped.get()) {
                String number = "n" + sent.incrementAndGet();
                try {
                    HttpResponse<String> answer = http.send(
                            HttpRequest.newBuilder(address)
                                    .timeout(PATIENCE)
                                    .POST(HttpRequest.BodyPublishers.ofString(number))
                                    .build(),
                            BodyHandlers.ofString());
                    if (answer.statusCode() == 200 && answer.body().equals(number)) {
                        right.incrementAndGet();
                    } else {
                        wrong.add(number + ": " + answer.statusCode() + " " + answer.body());
                    }
                } catch (IOException e) {
                    wrong.add(number + ": " + e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }

        void awaitMore(long count) {
            long target = right.get() + count;
            Await.level("requests go on", PATIENCE, () -> right.get() >= target || !wrong.isEmpty());
        }

        void stop() {
            stopped.set(true);
            for (Thread client : clients) {
                try {
                    client.join();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }

        @Override
        public void close() {
            stop();
            http.close();
        }
    }

    @Test
    void weightsChangeUnderLoadAndNoRequestIsLostOrDoubled() {
        launchWeb("container");
        launchWeb("wasm");
        try (Load load = new Load(make(backends(1, 0)))) {
            load.awaitMore(100);
            assertThat(requests("web-wasm")).isZero();
            for (int[] weights : new int[][] {{3, 1}, {1, 1}, {1, 9}, {0, 1}, {1, 0}, {0, 1}}) {
                weigh(weights[0], weights[1]);
                load.awaitMore(60);
            }
            load.stop();
            assertThat(load.wrong).isEmpty();
            assertThat(load.right.get()).isEqualTo(load.sent.get());
            assertThat(requests("web-container") + requests("web-wasm")).isEqualTo(load.sent.get());
            assertThat(requests("web-wasm")).isPositive();
            Await.level("the workload counts as many", PATIENCE, () -> served("web-wasm") >= requests("web-wasm"));
            assertThat(served("web-wasm")).as("carried out").isEqualTo(requests("web-wasm"));
            assertThat(retried()).isZero();
        }
    }

    @Test
    void theControlPlaneIsKilledUnderLoadAndNobodyNotices() throws IOException {
        launchWeb("container");
        try (Load load = new Load(make("{\"backends\":[{\"workload\":\"web-container\"}]}"))) {
            load.awaitMore(100);
            String gateway = gatewayProcess();
            service.kill();
            load.awaitMore(200);
            service.startAgain();
            load.awaitMore(100);
            Await.level(
                    "it is found again",
                    PATIENCE,
                    () -> !status().path("countedSince").isMissingNode());
            load.stop();
            assertThat(load.wrong).isEmpty();
            assertThat(gatewayProcess()).as("the same process").isEqualTo(gateway);
            assertThat(requests("web-container")).isEqualTo(load.sent.get());
        }
    }

    private String gatewayProcess() throws IOException {
        return Files.readString(service.home().resolve("gateway/run/process.json"));
    }

    @Test
    void aGatewayThatIsKilledComesBack() throws IOException {
        launchWeb("wasm");
        int port = make("{\"backends\":[{\"workload\":\"web-wasm\"}]}");
        Http client = new Http(URI.create("http://127.0.0.1:" + port), "");
        assertThat(client.answers("/")).isTrue();
        String before = gatewayProcess();
        Shell.run(
                "kill",
                "-9",
                String.valueOf(Http.json(Files.readAllBytes(service.home().resolve("gateway/run/process.json")))
                        .path("pid")
                        .asLong()));
        Await.level("another one serves the same port", PATIENCE, () -> isOther(before) && client.answers("/"));
    }

    private boolean isOther(String before) {
        try {
            return !gatewayProcess().equals(before);
        } catch (IOException e) {
            return false; // it is being started
        }
    }

    /** curl speaks HTTP/2 with prior knowledge; a WebSocket needs a peer, which the samples have none of: see SwitchIT. */
    @Test
    void http2WithPriorKnowledgeAndTheNameOfTheServiceAreUnderstood() {
        launchWeb("container");
        int port = make("{\"backends\":[{\"workload\":\"web-container\"}]}");
        String said = Shell.run(
                "curl",
                "-s",
                "--http2-prior-knowledge",
                "-H",
                "Host: shop.localhost",
                "-w",
                " %{http_version} %{http_code}",
                "http://127.0.0.1:" + port + "/");
        assertThat(said).contains("Web!").endsWith(" 2 200");
        assertThat(Shell.run(
                        "curl",
                        "-s",
                        "-o",
                        "/dev/null",
                        "-H",
                        "Host: evil.example",
                        "-w",
                        "%{http_code}",
                        "http://127.0.0.1:" + port + "/"))
                .isEqualTo("421");
    }
}
