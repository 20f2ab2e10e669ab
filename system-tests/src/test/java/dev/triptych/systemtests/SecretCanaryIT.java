package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A secret reaches the program, and can be found nowhere else. */
@SystemTest
class SecretCanaryIT {
    private static final String CANARY = "canary-Yellow-7c0ffee5";

    @Test
    void aSecretIsSeenByItsProgramAlone(Service service, Http http) throws IOException {
        http.put("/api/v1/secrets/canary", Map.of("value", CANARY)).expect(201);
        for (String kind : List.of("vm", "container", "wasm")) {
            String name = "canary-" + kind;
            Map<String, Object> description = new LinkedHashMap<>(Workloads.staying(kind, name));
            description.put("env", Map.of("API_KEY", Map.of("secret", "canary")));
            assertAbsent(http.post(Workloads.PATH + "?dryRun=true", description).expect(200), "dry run");
            Workloads.launch(http, description);
            assertAbsent(http.get(Workloads.PATH + "/" + name), "workload");
            assertAbsent(http.get(Workloads.PATH + "/" + name + "/runs"), "runs");
            assertAbsent(http.get(Workloads.PATH + "/" + name + "/logs"), "logs");
        }
        assertAbsentFromGenerations(http, "canary-wasm");
        assertAbsentFromAComparison(http);
        recordARequestThatCarriesIt(http);
        assertAbsent(http.get("/api/v1/events?limit=200"), "events");
        assertAbsent(http.get("/api/v1/secrets"), "secrets");
        assertAbsent(http.get("/metrics"), "metrics");
        assertThat(processList()).doesNotContain(CANARY);
        assertThat(service.logText()).doesNotContain(CANARY);
        assertThat(filesHolding(service.home()))
                .as("files below the home that hold the secret")
                .isEmpty();
        for (String kind : List.of("vm", "container", "wasm")) {
            Workloads.delete(http, "canary-" + kind);
        }
        http.delete("/api/v1/services/canary").expect(204);
        Workloads.delete(http, "canary-web");
        http.delete("/api/v1/secrets/canary").expect(204);
    }

    private static void assertAbsentFromGenerations(Http http, String name) {
        Map<String, Object> changed = new LinkedHashMap<>(Workloads.staying("wasm", name));
        changed.put("env", Map.of("API_KEY", Map.of("secret", "canary"), "CHANGED", "yes"));
        http.put(Workloads.PATH + "/" + name, changed).expect(200);
        assertAbsent(http.get(Workloads.PATH + "/" + name + "/generations"), "generations");
        for (int generation : List.of(1, 2)) {
            Answer kept = http.get(Workloads.PATH + "/" + name + "/generations/" + generation);
            assertAbsent(kept, "generation");
            assertThat(kept.text()).contains("{\"secret\":\"canary\"}");
        }
    }

    private static void assertAbsentFromAComparison(Http http) {
        List<Map<String, Object>> variants = new ArrayList<>();
        for (String kind : List.of("container", "wasm")) {
            Map<String, Object> workload = new LinkedHashMap<>(Workloads.job(kind, "compared", "greeter"));
            workload.put("env", Map.of("API_KEY", Map.of("secret", "canary")));
            variants.add(Map.of("label", kind, "workload", workload));
        }
        String path = "/api/v1/comparisons/canary";
        http.post("/api/v1/comparisons", Map.of("name", "canary", "repetitions", 2, "variants", variants))
                .expect(201);
        Await.level(
                "the comparison ends",
                Duration.ofMinutes(3),
                () -> http.get(path).expect(200).json().path("state").asString().equals("done"));
        for (String form : List.of("", "/report.json", "/report.html", "/report.csv")) {
            assertAbsent(http.get(path + form), "comparison" + form);
        }
    }

    /** As credentials of a client: a recording holds none, and is kept encrypted. */
    private static void recordARequestThatCarriesIt(Http http) {
        Map<String, Object> web = new LinkedHashMap<>(Workloads.job("wasm", "canary-web", "web"));
        web.put("lifecycle", "service");
        web.put("ports", List.of(Map.of("name", "http", "port", 8080, "protocol", "http", "publish", 0)));
        web.put("wasm", Map.of("http", "cgi"));
        web.put("env", Map.of("API_KEY", Map.of("secret", "canary")));
        Workloads.launch(http, web);
        String path = "/api/v1/services/canary";
        JsonNode service = http.put(path, "{\"backends\":[{\"workload\":\"canary-web\"}]}")
                .expect(201)
                .json();
        http.put(path + "/recording", Map.of("consent", true, "for", "10m", "requests", 10))
                .expect(201);
        String host = "127.0.0.1:" + service.path("status").path("port").asInt();
        String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer " + CANARY + "\r\n\r\n";
        Await.level("it is recorded", Duration.ofSeconds(60), () -> {
            RawHttp.exchange(URI.create("http://" + host), request);
            return http.get(path + "/recording")
                            .expect(200)
                            .json()
                            .path("recorded")
                            .asInt()
                    > 0;
        });
        assertAbsent(http.get(path + "/recording"), "recording");
        assertAbsent(http.get(path), "service");
    }

    @Test
    void aProgramGetsItsSecretInEveryKind(Http http) {
        http.put("/api/v1/secrets/greeting", Map.of("value", "Psst")).expect(201);
        for (String kind : List.of("vm", "container", "wasm")) {
            Map<String, Object> description = new LinkedHashMap<>(Workloads.job(kind, "psst-" + kind, "greeter"));
            description.put("env", Map.of("GREETING", Map.of("secret", "greeting")));
            Workloads.run(http, description);
            assertThat(http.get(Workloads.PATH + "/psst-" + kind + "/logs?stream=stdout")
                            .expect(200)
                            .text())
                    .isEqualTo("Psst, World!\n");
            Workloads.delete(http, "psst-" + kind);
        }
        http.delete("/api/v1/secrets/greeting").expect(204);
    }

    private static void assertAbsent(Answer answer, String where) {
        assertThat(answer.expect(200).text()).as(where).doesNotContain(CANARY);
    }

    /** Command lines and environments of every process that can be read. */
    private static String processList() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes
                    .filter(path -> path.getFileName().toString().matches("\\d+"))
                    .toList()) {
                all.append(readIfStillThere(process.resolve("cmdline")));
            }
        }
        return all.toString();
    }

    private static String readIfStillThere(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException processEnded) {
            return "";
        }
    }

    private static List<Path> filesHolding(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                if (readIfStillThere(path).contains(CANARY)) {
                    found.add(path);
                }
            }
        }
        return found;
    }
}
