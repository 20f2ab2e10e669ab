package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.Api.Answer;
import dev.triptych.controlplane.platform.Home;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whatever is wrong is refused with a clear problem, and nothing is created. */
@HttpModuleTest
class BadInputModuleTest {
    private static final String ARTIFACT = "bad-input.wasm";

    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    @Autowired
    private JdbcClient database;

    private Api api;
    private Counts before;

    private record Counts(long workloads, long artifacts, long tokens) {}

    @BeforeEach
    void open() {
        api = new Api(port, home.root());
        assertThat(api.upload(ARTIFACT, WasmBytes.printing("hi\n")).status()).isIn(200, 201);
        before = counts();
    }

    private Counts counts() {
        return new Counts(count("workload"), count("artifact"), count("token"));
    }

    private long count(String table) {
        return database.sql("select count(*) from " + table).query(Long.class).single();
    }

    private void refused(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().path("detail").asString()).isNotBlank();
        assertThat(answer.json().path("correlationId").asString()).isEqualTo(answer.header("Triptych-Correlation-Id"));
        assertThat(counts()).isEqualTo(before);
    }

    private static String wasm(String more) {
        return "{\"name\":\"odd\",\"kind\":\"wasm\",\"source\":{\"artifact\":\"" + ARTIFACT + "\"}" + more + "}";
    }

    static Stream<Arguments> invalidDescriptions() {
        return Stream.of(
                Arguments.of(wasm(",\"memroy\":\"64MiB\""), "UNKNOWN_FIELD", List.of("memroy")),
                Arguments.of(wasm(",\"resources\":{\"ram\":1}"), "UNKNOWN_FIELD", List.of("resources.ram")),
                Arguments.of(
                        wasm(",\"ports\":[{\"port\":1},{\"prot\":2,\"port\":3}]"),
                        "UNKNOWN_FIELD",
                        List.of("ports[1].prot")),
                Arguments.of(wasm(",\"a\":1,\"b\":{\"c\":2}"), "UNKNOWN_FIELD", List.of("a", "b")),
                Arguments.of(
                        wasm(",\"entrypoint\":[\"a\"],\"network\":{\"shared\":true}"),
                        "UNKNOWN_FIELD",
                        List.of("entrypoint")),
                Arguments.of(
                        "{\"name\":\"odd\",\"kind\":\"unikernel\",\"source\":{\"artifact\":\"x.wasm\"}}",
                        "VALIDATION_FAILED",
                        List.of("kind")),
                Arguments.of("{}", "VALIDATION_FAILED", List.of("name", "kind", "source")),
                Arguments.of(
                        "{\"name\":\"odd\",\"kind\":\"wasm\",\"source\":{\"artifact\":\"a\",\"image\":\"b\"}}",
                        "VALIDATION_FAILED",
                        List.of("source")),
                Arguments.of(wasm(",\"args\":[\"a\\u0000b\"]"), "VALIDATION_FAILED", List.of("args[0]")),
                Arguments.of(wasm(",\"args\":[null]"), "VALIDATION_FAILED", List.of("args[0]")),
                Arguments.of(wasm(",\"args\":\"a\""), "VALIDATION_FAILED", List.of("args")),
                Arguments.of(wasm(",\"args\":[1]"), "VALIDATION_FAILED", List.of("args[0]")),
                Arguments.of(wasm(",\"env\":{\"A=B\":\"c\"}"), "VALIDATION_FAILED", List.of("env")),
                Arguments.of(wasm(",\"env\":{\"\":\"c\"}"), "VALIDATION_FAILED", List.of("env")),
                Arguments.of(wasm(",\"env\":{\"A\":\"b\\u0000\"}"), "VALIDATION_FAILED", List.of("env.A")),
                Arguments.of(
                        wasm(",\"env\":{\"A\":{\"sceret\":\"b\"}}"), "UNKNOWN_FIELD", List.of("env.A.sceret", "env.A")),
                Arguments.of(wasm(",\"lifecycle\":\"batch\""), "VALIDATION_FAILED", List.of("lifecycle")),
                Arguments.of(wasm(",\"resources\":{\"cpus\":0}"), "VALIDATION_FAILED", List.of("resources.cpus")),
                Arguments.of(
                        wasm(",\"resources\":{\"timeout\":\"30\"}"), "VALIDATION_FAILED", List.of("resources.timeout")),
                Arguments.of(wasm(",\"ports\":[{\"port\":70000}]"), "VALIDATION_FAILED", List.of("ports[0].port")),
                Arguments.of(wasm(",\"labels\":{\"a b\":\"c\"}"), "VALIDATION_FAILED", List.of("labels")),
                Arguments.of(wasm(",\"probe\":{\"tcp\":{\"port\":\"web\"}}"), "VALIDATION_FAILED", List.of("probe")),
                Arguments.of(
                        wasm(",\"probe\":{\"exec\":{\"command\":[\"true\"]}}"),
                        "VALIDATION_FAILED",
                        List.of("probe.exec")));
    }

    @ParameterizedTest
    @MethodSource("invalidDescriptions")
    void whatIsWrongIsNamed(String body, String code, List<String> fields) {
        Answer answer = api.post("/workloads", body);
        refused(answer, 400, code);
        assertThat(answer.fields()).containsExactlyElementsOf(fields);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "..", "../etc", "Upper", "-a", "a-", "a_b", "", "ä", "a b", "a\\u0000"})
    void aNameThatCannotBeOneIsRefused(String name) {
        Answer answer = api.post("/workloads", wasm("").replace("\"odd\"", "\"" + name + "\""));
        refused(answer, 400, "VALIDATION_FAILED");
        assertThat(answer.fields()).containsExactly("name");
    }

    @Test
    void aNameOf300CharactersIsRefused() {
        Answer answer = api.post("/workloads", wasm("").replace("\"odd\"", "\"" + "a".repeat(300) + "\""));
        refused(answer, 400, "VALIDATION_FAILED");
    }

    @Test
    void aReservedNameIsRefused() {
        refused(api.post("/workloads", wasm("").replace("\"odd\"", "\"gateway\"")), 422, "NAME_RESERVED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0", "0MiB", "1PiB", "lots", "64m", "99999999999TiB"})
    void memoryThatIsNoneIsRefused(String memory) {
        Answer answer = api.post("/workloads", wasm(",\"resources\":{\"memory\":\"" + memory + "\"}"));
        refused(answer, 400, "VALIDATION_FAILED");
        assertThat(answer.fields()).containsExactly("resources.memory");
    }

    @Test
    void aSizeThatIsAlmostOneGetsASuggestion() {
        Answer answer = api.post("/workloads", wasm(",\"resources\":{\"memory\":\"64m\"}"));
        assertThat(answer.json().path("detail").asString()).contains("did you mean 64MiB?");
    }

    @Test
    void everythingThatIsWrongIsNamedAtOnce() {
        Answer answer = api.post(
                "/workloads",
                "{\"name\":\"Odd\",\"kind\":\"wasm\",\"source\":{\"artifact\":\"" + ARTIFACT + "\"},"
                        + "\"args\":[\"\\u0000\"],\"resources\":{\"memory\":\"lots\",\"cpus\":-1}}");
        refused(answer, 400, "VALIDATION_FAILED");
        assertThat(answer.fields()).containsExactlyInAnyOrder("name", "args[0]", "resources.memory", "resources.cpus");
    }

    @Test
    void aSourceThatDoesNotFitTheKindIsRefused() {
        Answer answer = api.post("/workloads", wasm("").replace("\"kind\":\"wasm\"", "\"kind\":\"container\""));
        refused(answer, 422, "SOURCE_MISMATCH");
    }

    @Test
    void whatNoOvercommitCoversIsRefusedWithTheArithmetic() {
        Api.Answer answer = api.post(
                "/workloads",
                "{\"name\":\"odd\",\"kind\":\"container\",\"source\":{\"image\":\"triptych/greeter:1\"},"
                        + "\"resources\":{\"memory\":\"16000GiB\"}}");
        refused(answer, 409, "CAPACITY_EXCEEDED");
        assertThat(answer.json().path("detail").asString())
                .contains("It asks for 16000GiB of memory", "this host has", "triptych.resources.memory-overcommit");
    }

    @Test
    void aPortOfAProcessThatIsNotOursIsRefusedWithItsName() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Api.Answer answer = api.post(
                    "/workloads",
                    "{\"name\":\"odd\",\"kind\":\"container\",\"source\":{\"image\":\"triptych/greeter:1\"},"
                            + "\"ports\":[{\"port\":80,\"publish\":" + taken.getLocalPort() + "}]}");
            refused(answer, 409, "PORT_TAKEN");
            assertThat(answer.json().path("detail").asString())
                    .contains("(process " + ProcessHandle.current().pid() + ")");
        }
    }

    @Test
    void aNameThatIsTakenIsRefused() {
        String name = Api.uniqueName("taken");
        String body = wasm("").replace("\"odd\"", "\"" + name + "\"");
        assertThat(api.post("/workloads?wait=exit", body).status()).isEqualTo(201);
        before = counts();
        refused(api.post("/workloads", body), 409, "NAME_TAKEN");
    }

    @Test
    void whatAKindCannotDoYetIsRefused() {
        refused(
                api.post(
                        "/workloads",
                        "{\"name\":\"odd\",\"kind\":\"container\",\"source\":{\"image\":\"triptych/greeter:1\"},\"resources\":{\"disk\":\"1GiB\"}}"),
                422,
                "NOT_YET_SUPPORTED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"restart\":{\"maxAttempts\":3}",
                ",\"restart\":{\"policy\":\"always\",\"maxAttempts\":0}",
                ",\"restart\":{\"policy\":\"always\",\"backoff\":\"soon\"}",
                ",\"restart\":{\"policy\":\"always\",\"window\":\"0s\"}",
                ",\"restart\":{\"policy\":\"always\",\"backoff\":\"10s\",\"maxBackoff\":\"1s\"}",
                ",\"stdin\":\"a\\u0000b\""
            })
    void whatCannotBeMeantIsRefused(String more) {
        refused(api.post("/workloads", wasm(more)), 400, "VALIDATION_FAILED");
    }

    @Test
    void anArtifactThatIsNotThereIsRefused() {
        Answer answer = api.post("/workloads", wasm("").replace(ARTIFACT, "nowhere.wasm"));
        refused(answer, 422, "SOURCE_NOT_FOUND");
    }

    @Test
    void anImageThatDoesNotExistIsRefused() {
        for (String kind : List.of("container", "vm")) {
            Answer answer = api.post(
                    "/workloads",
                    "{\"name\":\"odd\",\"kind\":\"" + kind + "\",\"source\":{\"image\":\"no/such:image\"}}");
            refused(answer, 422, "SOURCE_NOT_FOUND");
        }
    }

    @Test
    void anImportThatIsNotGrantedIsNamed() {
        String name = Api.uniqueName("greedy") + ".wasm";
        assertThat(api.upload(name, WasmBytes.importing("env", "take_over")).status())
                .isEqualTo(201);
        before = counts();
        Answer answer = api.post("/workloads", wasm("").replace(ARTIFACT, name));
        refused(answer, 422, "IMPORTS_NOT_GRANTED");
        assertThat(answer.json().path("detail").asString()).contains("take_over");
    }

    @Test
    void whatIsNotWasmIsNotStoredAsWasm() {
        refused(
                api.upload(Api.uniqueName("fake") + ".wasm", "#!/bin/sh\n".getBytes(StandardCharsets.UTF_8)),
                422,
                "SOURCE_INVALID");
    }

    @Test
    void aTruncatedModuleIsNotStored() {
        byte[] whole = WasmBytes.printing("a text that will not be there");
        byte[] cut = Arrays.copyOf(whole, whole.length - 9);
        refused(api.upload(Api.uniqueName("cut"), cut), 422, "SOURCE_INVALID");
    }

    @Test
    void anArtifactThatIsTooLargeIsNotStored() {
        refused(api.upload(Api.uniqueName("large"), new byte[(1 << 20) + 1]), 413, "BODY_TOO_LARGE");
    }

    @Test
    void anArtifactThatHidesItsSizeIsNotStored() {
        Answer answer = api.send(api.request("/artifacts/" + Api.uniqueName("hidden"))
                .PUT(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(new byte[(1 << 20) + 1]))));
        refused(answer, 413, "BODY_TOO_LARGE");
        assertThat(home.root().resolve("artifacts").resolve("incoming")).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upper.wasm", "a..", "-a", "a%2Fb", "%2E%2E"})
    void anArtifactsNameThatCannotBeOneIsRefused(String name) {
        Answer answer = api.upload(name, WasmBytes.printing("x"));
        assertThat(answer.status()).as(answer.body()).isBetween(400, 499);
        assertThat(counts()).isEqualTo(before);
    }

    @Test
    void fiftyMegabytesOfJsonAreRefused() {
        byte[] body = new byte[50_000_000];
        Arrays.fill(body, (byte) ' ');
        Answer answer = api.send(api.request("/workloads")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body)));
        refused(answer, 413, "BODY_TOO_LARGE");
    }

    @Test
    void fiftyMegabytesOfJsonInPiecesAreRefused() {
        Answer answer = api.send(api.request("/workloads")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(new byte[50_000_000]))));
        refused(answer, 413, "BODY_TOO_LARGE");
    }

    @Test
    void deeplyNestedJsonIsRefused() {
        refused(api.post("/workloads", "[".repeat(100_000)), 400, "MALFORMED_BODY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "[]", "7", "{\"name\":\"a\",\"name\":\"b\"}", "{} {}", "{'name':1}"})
    void whatIsNoDescriptionIsRefused(String body) {
        Answer answer = api.post("/workloads", body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(counts()).isEqualTo(before);
    }

    @Test
    void theStatusThatCameWithADescriptionIsIgnored() {
        Answer answer = api.post("/workloads?dryRun=true", wasm(",\"status\":{\"state\":\"anything\",\"x\":[1]}"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(counts()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/workloads?limit=0",
                "/workloads?limit=501",
                "/workloads?limit=many",
                "/workloads?kind=unikernel",
                "/workloads?state=happy",
                "/workloads?cursor=%00",
                "/artifacts?limit=0",
                "/events?after=noon",
                "/events?after=-1",
                "/events/stream?after=noon"
            })
    void aParameterThatCannotBeReadIsRefused(String path) {
        refused(api.get(path), 400, "VALIDATION_FAILED");
    }

    @Test
    void aHeaderThatCannotBeReadIsNamedAsItIsWritten() {
        Answer answer = api.send(
                api.request("/events/stream").header("Last-Event-ID", "noon").GET());
        refused(answer, 400, "VALIDATION_FAILED");
        assertThat(answer.fields()).containsExactly("Last-Event-ID");
    }

    @Test
    void aParameterThatDoesNotExistIsRefused() {
        Answer answer = api.get("/workloads?limti=3");
        refused(answer, 400, "UNKNOWN_FIELD");
        assertThat(answer.json().path("detail").asString()).contains("did you mean \"limit\"?");
    }

    @Test
    void aWaitThatIsTooLongIsRefused() {
        refused(api.post("/workloads?wait=exit&timeout=11m", wasm("")), 400, "VALIDATION_FAILED");
        refused(api.post("/workloads?wait=exit&timeout=soon", wasm("")), 400, "VALIDATION_FAILED");
        refused(api.post("/workloads?wait=done", wasm("")), 400, "VALIDATION_FAILED");
    }

    @Test
    void whatHttpItselfKnowsIsRefusedInTheSameForm() {
        refused(api.get("/nowhere"), 404, "ROUTE_NOT_FOUND");
        refused(
                api.send(api.request("/workloads").method("PATCH", BodyPublishers.noBody())),
                405,
                "METHOD_NOT_ALLOWED");
        refused(api.send(api.request("/host").header("Accept", "text/html").GET()), 406, "NOT_ACCEPTABLE");
        refused(
                api.send(api.request("/workloads")
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString(wasm("")))),
                415,
                "UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void whatDoesNotExistIsNotFound() {
        refused(api.get("/workloads/nobody"), 404, "WORKLOAD_NOT_FOUND");
        refused(api.delete("/workloads/nobody"), 404, "WORKLOAD_NOT_FOUND");
        refused(api.post("/workloads/nobody/stop", ""), 404, "WORKLOAD_NOT_FOUND");
        refused(api.get("/workloads/nobody/runs"), 404, "WORKLOAD_NOT_FOUND");
        refused(api.get("/artifacts/nobody"), 404, "ARTIFACT_NOT_FOUND");
        refused(api.delete("/secrets/nobody"), 404, "SECRET_NOT_FOUND");
        refused(api.delete("/tokens/nobody"), 404, "TOKEN_NOT_FOUND");
    }
}
