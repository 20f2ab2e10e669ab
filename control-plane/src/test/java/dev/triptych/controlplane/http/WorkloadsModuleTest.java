package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.Api.Answer;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.tck.Eventually;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Workloads as a client sees them: real Wasm, and simulated containers that run until they are told otherwise. */
@HttpModuleTest
class WorkloadsModuleTest {
    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    private Api api;
    private String name;

    @BeforeEach
    void open() {
        api = new Api(port, home.root());
        name = Api.uniqueName("w");
        assertThat(api.upload("printing.wasm", WasmBytes.printing("one\ntwo\nthree\n"))
                        .status())
                .isIn(200, 201);
    }

    private String wasm(String more) {
        return "{\"name\":\"" + name + "\",\"kind\":\"wasm\",\"source\":{\"artifact\":\"printing.wasm\"}" + more + "}";
    }

    private String container(String more) {
        return "{\"name\":\"" + name + "\",\"kind\":\"container\",\"lifecycle\":\"service\",\"source\":{\"image\":\""
                + SimulatedImages.KNOWN + "\"}" + more + "}";
    }

    private JsonNode waitForState(String state) {
        return Eventually.value(
                name + " is " + state,
                Duration.ofSeconds(20),
                () -> api.get("/workloads/" + name).json(),
                workload -> workload.path("status").path("state").asString().equals(state));
    }

    @Test
    void aJobRunsAndItsEndIsTheAnswer() {
        Answer answer = api.post("/workloads?wait=exit&timeout=60s", wasm(",\"args\":[\"x\"]"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo("/api/v1/workloads/" + name);
        JsonNode status = answer.json().path("status");
        assertThat(status.path("state").asString()).isEqualTo("succeeded");
        JsonNode run = status.path("currentRun");
        assertThat(run.path("exitCode").asInt(-1)).isZero();
        assertThat(run.path("output").path("stdout").path("content").asString()).isEqualTo("one\ntwo\nthree\n");
        assertThat(run.path("phases")
                        .valueStream()
                        .map(phase -> phase.path("name").asString()))
                .containsExactly("queued", "prepare", "create", "start", "ready");
        assertThat(api.get("/workloads/" + name + "/runs").json().path("items").size())
                .isEqualTo(1);
        assertThat(api.get("/workloads/" + name + "/runs/1")
                        .json()
                        .path("exitCode")
                        .asInt(-1))
                .isZero();
        assertThat(api.get("/workloads/" + name + "/runs/2").code()).isEqualTo("RUN_NOT_FOUND");
    }

    @Test
    void aDryRunRecordsNothing() {
        Answer answer = api.post("/workloads?dryRun=true", container(""));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("dryRun").asBoolean()).isTrue();
        assertThat(answer.json()
                        .path("workload")
                        .path("resources")
                        .path("memory")
                        .asString())
                .isEqualTo("64MiB");
        assertThat(answer.json().path("plan").path("content").asString()).contains(name);
        assertThat(api.get("/workloads/" + name).status()).isEqualTo(404);
    }

    @Test
    void whatWasReadCanBeWrittenBack() {
        assertThat(api.post(
                                "/workloads",
                                container(",\"args\":[\"a\"],\"env\":{\"B\":\"c\"},\"labels\":{\"app\":\"x\"},"
                                        + "\"ports\":[{\"name\":\"http\",\"port\":8080,\"protocol\":\"http\",\"publish\":0}],"
                                        + "\"probe\":{\"tcp\":{\"port\":\"http\"},\"every\":\"2s\"},"
                                        + "\"resources\":{\"cpus\":0.5,\"timeout\":\"90s\"}"))
                        .status())
                .isEqualTo(201);
        Answer read = api.get("/workloads/" + name);
        Answer written = api.put("/workloads/" + name, read.body());
        assertThat(written.status()).as(written.body()).isEqualTo(200);
        assertThat(written.json().path("status").path("generation").asInt()).isEqualTo(1);
        assertThat(written.json().path("resources").path("timeout").asString()).isEqualTo("90s");
    }

    @Test
    void aLostRaceIsTold() {
        Answer created = api.post("/workloads", container(""));
        String etag = created.header("ETag");
        assertThat(put(container(",\"labels\":{\"a\":\"1\"}"), etag).status()).isEqualTo(200);
        Answer late = put(container(",\"labels\":{\"a\":\"2\"}"), etag);
        assertThat(late.status()).isEqualTo(412);
        assertThat(late.code()).isEqualTo("PRECONDITION_FAILED");
    }

    @Test
    void aVersionThatStayedDoesNotHideAStateThatChanged() {
        String etag = api.post("/workloads", container("")).header("ETag");
        Answer answer = api.send(
                api.request("/workloads/" + name).header("If-None-Match", etag).GET());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("ETag")).isEqualTo(etag);
    }

    private Answer put(String body, String ifMatch) {
        return api.send(api.request("/workloads/" + name)
                .header("Content-Type", "application/json")
                .header("If-Match", ifMatch)
                .PUT(BodyPublishers.ofString(body)));
    }

    @Test
    void aServiceIsStoppedStartedAndDeleted() {
        assertThat(api.post("/workloads", container("")).status()).isEqualTo(201);
        waitForState("ready");
        assertThat(api.post("/workloads/" + name + "/stop", "").status()).isEqualTo(202);
        JsonNode stopped = waitForState("stopped");
        assertThat(stopped.path("status").path("availableActions").valueStream())
                .anyMatch(action -> action.path("action").asString().equals("stop")
                        && !action.path("available").asBoolean()
                        && !action.path("reason").asString().isEmpty());
        assertThat(api.post("/workloads/" + name + "/start", "").status()).isEqualTo(202);
        waitForState("ready");
        assertThat(api.delete("/workloads/" + name + "?wait=gone&timeout=30s").status())
                .isEqualTo(204);
        assertThat(api.get("/workloads/" + name).code()).isEqualTo("WORKLOAD_NOT_FOUND");
    }

    @Test
    void aWaitThatTakesTooLongSaysSo() {
        Answer answer = api.post("/workloads?wait=exit&timeout=200ms", container(""));
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().path("status").path("currentRun").has("output"))
                .isFalse();
    }

    @Test
    void listsAreFilteredAndPaged() {
        String label = Api.uniqueName("l");
        for (int i = 0; i < 3; i++) {
            name = Api.uniqueName("listed");
            api.post("/workloads", container(",\"labels\":{\"group\":\"" + label + "\"}"));
        }
        Answer first = api.get("/workloads?kind=container&label=group=" + label + "&limit=2");
        assertThat(first.json().path("items").size()).isEqualTo(2);
        String next = first.json().path("next").asString();
        Answer second = api.get("/workloads?kind=container&label=group=" + label + "&limit=2&cursor=" + next);
        assertThat(second.json().path("items").size()).isEqualTo(1);
        assertThat(second.json().has("next")).isFalse();
        assertThat(api.get("/workloads?kind=vm&label=group=" + label)
                        .json()
                        .path("items")
                        .size())
                .isZero();
        assertThat(api.get("/workloads?q=" + name).json().path("items").size()).isEqualTo(1);
    }

    @Test
    void outputIsReadAsBytesOrAsRecords() {
        api.post("/workloads?wait=exit&timeout=60s", wasm(""));
        Answer plain = logs("?stream=stdout", "text/plain");
        assertThat(plain.body()).isEqualTo("one\ntwo\nthree\n");
        assertThat(plain.header("Content-Disposition")).startsWith("attachment");
        assertThat(plain.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(logs("?tail=2", "text/plain").body()).isEqualTo("two\nthree\n");
        assertThat(logs("?tail=0", "text/plain").body()).isEmpty();
        Answer records = logs("?follow=true", "application/x-ndjson");
        assertThat(records.header("Content-Type")).isEqualTo("application/x-ndjson");
        List<JsonNode> lines =
                records.body().lines().map(WorkloadsModuleTest::json).toList();
        assertThat(lines.getFirst().path("content").asString()).startsWith("one");
        assertThat(lines.getLast().path("type").asString()).isEqualTo("end");
        String cursor = lines.getFirst().path("cursor").asString();
        assertThat(logs("?cursor=" + cursor, "application/x-ndjson")
                        .body()
                        .lines()
                        .count())
                .isEqualTo(lines.size() - 1);
        assertThat(logs("?cursor=nonsense", "text/plain").status()).isEqualTo(400);
        assertThat(logs("?tail=1&cursor=" + cursor, "text/plain").status()).isEqualTo(400);
        assertThat(logs("?run=7", "text/plain").code()).isEqualTo("RUN_NOT_FOUND");
    }

    private static JsonNode json(String line) {
        return tools.jackson.databind.json.JsonMapper.builder().build().readTree(line);
    }

    private Answer logs(String query, String accept) {
        return api.send(api.request("/workloads/" + name + "/logs" + query)
                .header("Accept", accept)
                .GET());
    }

    @Test
    void eventsAreListedAndReplayed() throws Exception {
        api.post("/workloads?wait=exit&timeout=60s", wasm(""));
        JsonNode listed = api.get("/events?workload=" + name).json();
        assertThat(listed.path("items").path(0).path("type").asString()).startsWith("workload.");
        long first = listed.path("items").path(0).path("id").asLong();
        HttpResponse<InputStream> stream = api.client()
                .send(
                        api.request("/events/stream?workload=" + name)
                                .header("Last-Event-ID", String.valueOf(first - 1))
                                .GET()
                                .build(),
                        BodyHandlers.ofInputStream());
        assertThat(stream.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.lines().filter(line -> line.startsWith("id:")).findFirst())
                    .hasValue("id:" + first);
            assertThat(lines.lines().anyMatch(line -> line.contains("succeeded")))
                    .isTrue();
            assertThat(lines.lines().anyMatch(line -> line.startsWith(":")))
                    .as("heartbeat")
                    .isTrue();
        }
    }

    @Test
    void theHostTellsOfItsDrivers() {
        JsonNode host = Eventually.value(
                "all drivers have answered, also those that another test had sent away",
                Duration.ofSeconds(20),
                () -> api.get("/host").json(),
                answer -> answer.path("drivers").size() == 3
                        && answer.path("drivers")
                                .valueStream()
                                .allMatch(driver ->
                                        driver.path("health").asString().equals("available")));
        assertThat(host.path("capacity").path("memoryBytes").asLong()).isPositive();
        assertThat(api.send(api.request("/../../readyz").uri(api.uri("/readyz")).GET())
                        .json()
                        .path("ready")
                        .asBoolean())
                .isTrue();
        assertThat(api.send(api.request("/").uri(api.uri("/metrics")).GET()).body())
                .contains("jvm_memory_used_bytes");
    }

    @Test
    void aWasmJobIsAFunctionAndIsCountedAsOne() {
        assertThat(api.post("/workloads?wait=exit", wasm("")).status()).isEqualTo(201);
        Answer answer = api.post("/workloads/" + name + "/invocations", "{}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(415);

        Answer called = invoked();
        assertThat(called.status()).as(called.body()).isEqualTo(200);
        assertThat(called.body()).isEqualTo("one\ntwo\nthree\n");
        assertThat(called.header("Triptych-Exit-Code")).isEqualTo("0");
        assertThat(called.header("Triptych-Engine")).isNotBlank();
        assertThat(called.header("Content-Disposition")).startsWith("attachment");
        assertThat(called.header("Content-Security-Policy")).contains("sandbox");
        assertThat(called.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(api.get("/workloads/" + name + "/usage")
                        .json()
                        .path("invocations")
                        .path("answered")
                        .asInt())
                .isEqualTo(1);
        assertThat(api.get("/workloads/" + name + "/runs").json().path("items")).hasSize(1);
    }

    @Test
    void whatIsNoWasmJobCannotBeInvoked() {
        assertThat(api.post("/workloads", container("")).status()).isEqualTo(201);
        Answer answer = invoked();
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("NOT_SUPPORTED");
    }

    @Test
    void aWasmServiceAnswersByCgi() throws Exception {
        assertThat(api.upload("cgi.wasm", WasmBytes.printing("Content-Type: text/plain\n\nhello\n"))
                        .status())
                .isIn(200, 201);
        String service = "{\"name\":\"" + name + "\",\"kind\":\"wasm\",\"lifecycle\":\"service\","
                + "\"source\":{\"artifact\":\"cgi.wasm\"},\"resources\":{\"timeout\":\"1s\",\"memory\":\"1MiB\"},"
                + "\"ports\":[{\"name\":\"http\",\"port\":8080,\"protocol\":\"http\",\"publish\":0}],"
                + "\"wasm\":{\"http\":\"cgi\",\"concurrency\":2},"
                + "\"probe\":{\"http\":{\"path\":\"/\",\"port\":\"http\"}}}";
        Answer created = api.post("/workloads?wait=ready", service);
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        JsonNode workload = created.json();
        assertThat(workload.path("status").path("state").asString()).isEqualTo("ready");
        assertThat(workload.path("wasm").path("http").asString()).isEqualTo("cgi");
        assertThat(workload.path("wasm").path("concurrency").asInt()).isEqualTo(2);
        URI address = URI.create(
                workload.path("status").path("endpoints").path(0).path("url").asString());
        HttpResponse<String> answer =
                api.client().send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("hello\n");
        Answer other = api.post(
                "/workloads",
                service.replace(name, name + "-2").replace("\"publish\":0", "\"publish\":" + address.getPort()));
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.code()).isEqualTo("PORT_TAKEN");
        assertThat(api.delete("/workloads/" + name + "?wait=gone").status()).isEqualTo(204);
    }

    private Answer invoked() {
        return api.send(api.request("/workloads/" + name + "/invocations")
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofString("")));
    }
}
