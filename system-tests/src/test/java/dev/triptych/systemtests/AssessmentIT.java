package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Real images, built from this distribution's packages or FROM scratch, and what is said about each. */
@Tag("backend")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AssessmentIT {
    /** Its server makes a process for each connection, so that a probe would be seen. */
    private static final String FORKING = "busybox";

    private static final Duration SOON = Duration.ofMinutes(2);
    /** Name → what its image starts; all but those that are there already are built on the servers' image. */
    private static final Map<String, String> ENTRYPOINTS = Map.of(
            "busybox", "[\"/bin/busybox\", \"httpd\", \"-f\", \"-p\", \"8080\", \"-h\", \"/srv/www\"]",
            "nginx", "[\"/usr/sbin/nginx\", \"-c\", \"/etc/nginx/test.conf\"]",
            "lighttpd", "[\"/usr/sbin/lighttpd\", \"-D\", \"-f\", \"/etc/lighttpd/test.conf\"]",
            "python", "[\"python3\", \"-m\", \"http.server\", \"8080\"]",
            "redis", "[\"redis-server\", \"--save\", \"\", \"--protected-mode\", \"no\"]",
            "memcached", "[\"memcached\", \"-u\", \"root\", \"-l\", \"0.0.0.0\"]",
            "workers", "[\"/usr/local/bin/workers\"]",
            "node", "[\"node\", \"-e\", \"require('http').createServer((q, r) => r.end('hi')).listen(8080)\"]");

    @SuppressWarnings("NullAway.Init")
    private TestImages images;

    private final HttpClient client = HttpClient.newHttpClient();

    @SuppressWarnings("NullAway.Init")
    private Service service;

    @SuppressWarnings("NullAway.Init")
    private Http http;

    @BeforeAll
    void buildAndStart() {
        images = new TestImages("assess");
        Shell.run("../deploy/test-postgres/build");
        for (Map.Entry<String, String> image : ENTRYPOINTS.entrySet()) {
            images.build(
                    image.getKey(),
                    "FROM " + TestImages.SERVERS + "\nWORKDIR /srv/www\nENTRYPOINT " + image.getValue() + "\n");
        }
        images.build(
                "postgres",
                "FROM triptych/test-postgres:1\nUSER postgres\nENTRYPOINT [\"/bin/sh\", \"-c\", \"bin=$(echo"
                        + " /usr/lib/postgresql/*/bin); $bin/initdb -D /tmp/pg >/dev/null && exec $bin/postgres -D /tmp/pg -k"
                        + " /tmp\"]\nCMD []\n");
        // Most of these servers take no notice of a TERM, which each deletion would have to wait out.
        service = Service.start(Map.of("TRIPTYCH_ASSESSMENT_MAX_AT_ONCE", "1", "TRIPTYCH_RECONCILE_STOPGRACE", "1s"));
        http = service.admin();
        Workloads.uploadSamples(http);
    }

    @AfterAll
    void removeAll() {
        try {
            service.close();
        } finally {
            images.close();
        }
    }

    private void launch(String name, String image, int port, @Nullable String protocol) {
        Map<String, Object> server = new LinkedHashMap<>();
        server.put("name", name);
        server.put("kind", "container");
        server.put("lifecycle", "service");
        server.put("source", Map.of("image", image));
        server.put("resources", Map.of("memory", "256MiB"));
        if (protocol != null) {
            server.put("ports", List.of(Map.of("name", "port", "port", port, "protocol", protocol, "publish", 0)));
            if (!name.equals(FORKING)) {
                server.put("probe", Map.of("tcp", Map.of("port", "port"), "every", "100ms"));
            }
        }
        Workloads.launch(http, server);
    }

    private static String path(String name) {
        return Workloads.PATH + "/" + name + "/assessment";
    }

    private JsonNode begin(String name, String observe) {
        return http.post(path(name), Map.of("observe", observe)).expect(202).json();
    }

    private JsonNode awaitEnd(String name) {
        Await.level(
                name + " is assessed",
                SOON,
                () -> !get(name).path("state").asString().equals("running"));
        return get(name);
    }

    private JsonNode get(String name) {
        return http.get(path(name)).expect(200).json();
    }

    private JsonNode assess(String name, String observe) {
        begin(name, observe);
        return awaitEnd(name);
    }

    private static void assertJudged(JsonNode assessment, String verdict, String topic, String evidence) {
        assertThat(assessment.path("state").asString()).as("%s", assessment).isEqualTo("done");
        assertThat(assessment.path("verdict").asString()).as("%s", assessment).isEqualTo(verdict);
        JsonNode decisive = finding(assessment, topic);
        assertThat(decisive.path("evidence").asString()).as("%s", assessment).contains(evidence);
        // One that is still starting is seen doing more, which may come first.
        assertThat(decisive.path("means"))
                .as("%s", assessment)
                .isEqualTo(assessment.path("findings").path(0).path("means"));
    }

    private static JsonNode finding(JsonNode assessment, String topic) {
        return assessment
                .path("findings")
                .valueStream()
                .filter(finding -> finding.path("topic").asString().equals(topic))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing about " + topic + ": " + assessment));
    }

    @Test
    void aStaticWebServerOfWhichThereIsAModuleIsReady() {
        launch("web", "triptych/web:1", 8080, "http");
        JsonNode web = assess("web", "1s");
        assertJudged(web, "ready", "program", "static");
        assertThat(finding(web, "program").path("forward").asString()).contains("web.wasm");
        assertThat(finding(web, "listening").path("evidence").asString()).contains("8080");
        assertThat(finding(web, "processes").path("evidence").asString()).startsWith("One process, seen ");
        assertThat(finding(web, "memory").path("means").asString()).isEqualTo("fits");
        assertThat(web.path("missing").size()).as("%s", web).isZero();
        Workloads.delete(http, "web");
    }

    @ParameterizedTest
    @CsvSource({
        "busybox, 8080, http, rebuild, program, static",
        "python, 8080, http, rebuild, program, of Python",
        "nginx, 8080, http, stay, processes, nginx (3)",
        "redis, 6379, tcp, stay, listening, 6379",
        "memcached, 11211, tcp, stay, listening, 11211",
        "workers, 0, , stay, exec, sleep",
        "node, 8080, http, stay, program, JavaScript on Node",
        "postgres, 5432, tcp, stay, processes, postgres"
    })
    void aServerIsJudgedByWhatItIsAndDoes(
            String name, int port, @Nullable String protocol, String verdict, String topic, String evidence) {
        launch(name, images.name(name), port, protocol);
        JsonNode assessment = assess(name, "2s");
        assertJudged(assessment, verdict, topic, evidence);
        assertThat(assessment.path("missing").size()).as("%s", assessment).isZero();
        Workloads.delete(http, name);
    }

    @Test
    void aServerOfCgiProgramsIsSeenToExecuteThem() {
        launch("lighttpd", images.name("lighttpd"), 8080, "http");
        String url = Workloads.get(http, "lighttpd")
                .path("status")
                .path("endpoints")
                .path(0)
                .path("url")
                .asString();
        URI address = URI.create(url).resolve("/cgi-bin/slow.sh");
        begin("lighttpd", "3s");
        assertThat(answer(address)).isEqualTo("hello\n");
        assertJudged(awaitEnd("lighttpd"), "stay", "exec", "/usr/bin/");
        Workloads.delete(http, "lighttpd");
    }

    private String answer(URI address) {
        try {
            return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Test
    void ofAJobThatHasEndedTheImageIsReadAndTheRestIsSaidToBeMissing() {
        Workloads.run(http, Workloads.job("container", "count", "count"));
        JsonNode count = assess("count", "1s");
        assertJudged(count, "rebuild", "program", "of Rust");
        assertThat(count.path("missing").path(0).asString()).contains("does not run");
        Workloads.delete(http, "count");
    }

    @Test
    void whatTheEndOfTheServiceInterruptsIsToldAndMayBeAskedForAgain() {
        launch("long", "triptych/web:1", 8080, "http");
        launch("other", "triptych/web:1", 8080, "http");
        http.get(path("long")).expectProblem(404, "ASSESSMENT_NOT_FOUND");
        JsonNode begun = begin("long", "10m");
        assertThat(begun.path("state").asString()).isEqualTo("running");
        assertThat(begin("long", "1s").path("createdAt")).isEqualTo(begun.path("createdAt"));
        http.post(path("other"), Map.of()).expectProblem(429, "TOO_MANY_REQUESTS");
        service.kill();
        service.startAgain();

        JsonNode cut = get("long");
        assertThat(cut.path("state").asString()).isEqualTo("failed");
        assertThat(cut.path("message").asString()).contains("Ask for it again");
        assertJudged(assess("long", "500ms"), "ready", "program", "static");
        Workloads.delete(http, "long");
        Workloads.delete(http, "other");
    }

    @Test
    void whatIsNoContainerIsRefusedWithTheReason() {
        Workloads.run(http, Workloads.job("wasm", "greeter", "greeter"));
        assertThat(http.post(path("greeter"), Map.of("observe", "1s"))
                        .expectProblem(422, "NOT_SUPPORTED")
                        .text())
                .contains("kind wasm");
        http.post(path("greeter"), Map.of("observe", "11m")).expectProblem(400, "VALIDATION_FAILED");
        http.post(path("nobody"), Map.of()).expectProblem(404, "WORKLOAD_NOT_FOUND");
        Workloads.delete(http, "greeter");
    }
}
