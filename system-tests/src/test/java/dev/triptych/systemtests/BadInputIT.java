package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input gets a clear 4xx problem, and nothing is created: not on record, not in a backend, not on disk. */
@SystemTest
class BadInputIT {
    /** One byte more than artifacts may have where nothing else is configured (16 GiB), in bytes. */
    private static final long OVER_THE_LIMIT = (16L << 30) + 1;

    private List<String> before = List.of();

    @BeforeEach
    void rememberWhatIsThere(Service service) {
        before = everything(service);
    }

    @AfterEach
    void nothingWasCreated(Service service) {
        assertThat(everything(service)).isEqualTo(before);
    }

    private static List<String> everything(Service service) {
        return Stream.of(
                        Workloads.names(service.admin()).stream().map(name -> "workload " + name),
                        Backends.containers(service).keySet().stream().map(name -> "container " + name),
                        Backends.domains(service).keySet().stream().map(name -> "domain " + name),
                        artifacts(service.admin()))
                .flatMap(lines -> lines)
                .sorted()
                .toList();
    }

    private static Stream<String> artifacts(Http http) {
        List<String> lines = new java.util.ArrayList<>();
        http.get("/api/v1/artifacts")
                .expect(200)
                .json()
                .path("items")
                .forEach(item -> lines.add("artifact " + item.path("name").asString() + " "
                        + item.path("digest").asString()));
        return lines.stream();
    }

    static Stream<Arguments> descriptions() {
        return Stream.of(
                bad("an unknown field", 400, "UNKNOWN_FIELD", Map.of("colour", "red")),
                bad("an unknown kind", 400, "VALIDATION_FAILED", Map.of("kind", "unikernel")),
                bad("a name with a slash", 400, "VALIDATION_FAILED", Map.of("name", "a/b")),
                bad("a name with dots", 400, "VALIDATION_FAILED", Map.of("name", "..")),
                bad("a name in upper case", 400, "VALIDATION_FAILED", Map.of("name", "Web")),
                bad("a long name", 400, "VALIDATION_FAILED", Map.of("name", "a".repeat(300))),
                bad("negative memory", 400, "VALIDATION_FAILED", Map.of("resources", Map.of("memory", "-1"))),
                bad("no memory", 400, "VALIDATION_FAILED", Map.of("resources", Map.of("memory", "0"))),
                bad("too much memory", 400, "VALIDATION_FAILED", Map.of("resources", Map.of("memory", "1PiB"))),
                bad("memory in words", 400, "VALIDATION_FAILED", Map.of("resources", Map.of("memory", "lots"))),
                bad("an argument with a NUL", 400, "VALIDATION_FAILED", Map.of("args", List.of("a\u0000b"))),
                bad("a variable with = in its name", 400, "VALIDATION_FAILED", Map.of("env", Map.of("A=B", "c"))),
                bad("a missing artifact", 422, "SOURCE_NOT_FOUND", Map.of("source", Map.of("artifact", "none.wasm"))),
                bad(
                        "an image for a container that does not exist",
                        422,
                        "SOURCE_NOT_FOUND",
                        Map.of("kind", "container", "source", Map.of("image", "triptych/none:1"))),
                bad(
                        "an image for a VM that does not exist",
                        422,
                        "SOURCE_NOT_FOUND",
                        Map.of("kind", "vm", "source", Map.of("image", "triptych/none:1"))),
                bad(
                        "a kernel for a container",
                        422,
                        "SOURCE_MISMATCH",
                        Map.of("kind", "container", "source", Map.of("kernel", "greeter.wasm"))),
                bad(
                        "a restart policy without a policy",
                        400,
                        "VALIDATION_FAILED",
                        Map.of("restart", Map.of("maxAttempts", 3))));
    }

    private static Arguments bad(String what, int status, String code, Map<String, Object> changes) {
        Map<String, Object> description = new LinkedHashMap<>(Workloads.job("wasm", "bad", "greeter"));
        description.putAll(changes);
        return Arguments.of(what, status, code, description);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("descriptions")
    void aBadDescriptionIsRefused(String what, int status, String code, Map<String, Object> description, Http http) {
        http.post(Workloads.PATH, description).expectProblem(status, code);
    }

    @Test
    void aTakenNameIsRefused(Http http) {
        Workloads.run(http, Workloads.job("wasm", "taken", "greeter"));
        http.post(Workloads.PATH, Workloads.job("wasm", "taken", "greeter")).expectProblem(409, "NAME_TAKEN");
        Workloads.delete(http, "taken");
    }

    @Test
    void whatIsNotWasmIsNoModule(Http http) {
        http.upload("/api/v1/artifacts/text.wasm", "hello".getBytes(StandardCharsets.UTF_8))
                .expectProblem(422, "SOURCE_INVALID");
    }

    @Test
    void aTruncatedModuleIsRefused(Http http) throws Exception {
        byte[] whole = Files.readAllBytes(Samples.module("greeter"));
        http.upload("/api/v1/artifacts/cut.wasm", Arrays.copyOf(whole, whole.length / 2))
                .expectProblem(422, "SOURCE_INVALID");
    }

    @Test
    void aModuleThatImportsWhatIsNotGrantedIsRefusedWithTheImportsName(Http http) {
        // (module (import "wasi_snapshot_preview1" "sock_open" (func (param i32 i32 i32) (result i32))) (func (export
        // "_start")))
        byte[] module = Wasm.importing("wasi_snapshot_preview1", "sock_open");
        http.upload("/api/v1/artifacts/socket.wasm", module).expect(201);
        Map<String, Object> description = new LinkedHashMap<>(Workloads.job("wasm", "socket", "greeter"));
        description.put("source", Map.of("artifact", "socket.wasm"));
        Answer refusal = http.post(Workloads.PATH, description).expectProblem(422, "IMPORTS_NOT_GRANTED");
        assertThat(refusal.json().path("detail").asString()).contains("sock_open");
        http.delete("/api/v1/artifacts/socket.wasm").expect(204);
    }

    @Test
    void aKernelThatIsNotOneIsRefused(Http http) {
        http.upload("/api/v1/artifacts/no-kernel", new byte[4096]).expect(201);
        Map<String, Object> description = new LinkedHashMap<>(Workloads.job("vm", "no-kernel", "greeter"));
        description.put("source", Map.of("kernel", "no-kernel"));
        http.post(Workloads.PATH, description).expectProblem(422, "SOURCE_INVALID");
        http.delete("/api/v1/artifacts/no-kernel").expect(204);
    }

    @Test
    void aHugeBodyIsRefused(Http http) {
        String begin = "{\"name\":\"" + "a".repeat(1_000_000);
        Answer answer = announcing(http, "POST " + Workloads.PATH, "application/json", 50_000_000, begin);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text()).contains("BODY_TOO_LARGE");
    }

    @Test
    void anUploadOverTheLimitIsRefusedByItsLengthAlone(Http http) {
        Answer answer = announcing(
                http, "PUT /api/v1/artifacts/big", "application/octet-stream", OVER_THE_LIMIT, "the first bytes");
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text()).contains("BODY_TOO_LARGE");
    }

    /** Announces a length and sends only the beginning: the answer must come without the rest. */
    private static Answer announcing(Http http, String request, String type, long length, String begin) {
        return RawHttp.exchange(
                http.address(),
                request + " HTTP/1.1\r\nHost: 127.0.0.1:" + http.address().getPort() + "\r\nAuthorization: Bearer "
                        + http.token() + "\r\nContent-Type: " + type + "\r\nContent-Length: " + length + "\r\n\r\n"
                        + begin);
    }

    @Test
    void xmlMetacharactersAreContentAndNothingElse(Http http) {
        String hostile = "]]><x y='\"'>&amp;<!--";
        Map<String, Object> description = new LinkedHashMap<>(Workloads.job("vm", "xml", "greeter", hostile));
        description.put("env", Map.of("GREETING", hostile));
        description.put("stdin", hostile);
        description.put("labels", Map.of("note", "plain"));
        Workloads.run(http, description);
        assertThat(http.get(Workloads.PATH + "/xml/logs?stream=stdout")
                        .expect(200)
                        .text())
                .isEqualTo(hostile + ", " + hostile + "!\n" + hostile);
        Workloads.delete(http, "xml");
    }

    @Test
    void aKernelCommandLineWithCharactersOutsideOfXmlIsRefused(Http http) throws Exception {
        Path kernel = Path.of("/var/lib/triptych/kernel/vmlinuz");
        http.upload("/api/v1/artifacts/kernel", Files.readAllBytes(kernel)).expect(201);
        Map<String, Object> description = new LinkedHashMap<>(Workloads.job("vm", "cmdline", "greeter"));
        description.put("source", Map.of("kernel", "kernel", "cmdline", "quiet \u0001\uFFFE"));
        assertThat(http.post(Workloads.PATH, description).status()).isBetween(400, 499);
        http.delete("/api/v1/artifacts/kernel").expect(204);
    }

    @Test
    void noTokenAndAWrongTokenAreRefused(Http http) {
        http.as("").get(Workloads.PATH).expectProblem(401, "UNAUTHENTICATED");
        http.as("wrong").get(Workloads.PATH).expectProblem(401, "UNAUTHENTICATED");
        http.as("")
                .post(Workloads.PATH, Workloads.job("wasm", "bad", "greeter"))
                .expectProblem(401, "UNAUTHENTICATED");
    }

    @Test
    void anotherHostsNameIsMisdirected(Http http) {
        Answer answer = RawHttp.exchange(
                http.address(),
                "GET /api/v1/workloads HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\nAuthorization: Bearer "
                        + http.token() + "\r\n\r\n");
        assertThat(answer.status()).isEqualTo(421);
        assertThat(answer.text()).contains("MISDIRECTED_REQUEST");
    }

    @Test
    void brokenJsonIsToldWithItsPlace(Http http) {
        http.sendJson("POST", Workloads.PATH, "{\"name\": ", Map.of()).expectProblem(400, "MALFORMED_BODY");
        http.send("POST", Workloads.PATH, Map.of("Content-Type", "text/plain"), BodyPublishers.ofString("hello"))
                .expectProblem(415, "UNSUPPORTED_MEDIA_TYPE");
    }
}
