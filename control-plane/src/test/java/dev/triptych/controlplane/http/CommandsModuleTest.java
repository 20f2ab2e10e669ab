package dev.triptych.controlplane.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.Api.Answer;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.spi.InteractiveSession.TerminalSize;
import dev.triptych.spi.LogStream;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.fake.FakeBackend;
import dev.triptych.tck.fake.FakeSession;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** One command and its answer, in simulated containers. */
@HttpModuleTest
class CommandsModuleTest {
    /** In MiB: more than all buffers on the way take. */
    static final int FLOOD = 32;

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
        name = Api.uniqueName("c");
        engine.onExecute((_, session) -> play(session));
        running(api, name);
    }

    /** Makes a container that stays, and waits until it does. */
    static void running(Api api, String name) {
        assertThat(api.post(
                                "/workloads",
                                "{\"name\":\"" + name
                                        + "\",\"kind\":\"container\",\"lifecycle\":\"service\",\"source\":{\"image\":\""
                                        + SimulatedImages.KNOWN + "\"}}")
                        .status())
                .isEqualTo(201);
        Eventually.holds(
                name + " runs",
                TerminalClient.PATIENCE,
                () -> Stream.of("running", "ready")
                        .anyMatch(state -> state(api, name).equals(state)));
    }

    private static String state(Api api, String name) {
        return api.get("/workloads/" + name).json().path("status").path("state").asString("");
    }

    /** What the words of a command do in these tests. */
    static void play(FakeSession session) throws InterruptedException {
        List<String> words = session.command().arguments();
        switch (words.getFirst()) {
            case "exit" -> session.exit(Integer.parseInt(words.get(1)));
            case "both" -> {
                session.print("left");
                session.print(LogStream.STDERR, "right".getBytes(UTF_8));
            }
            case "bytes" -> session.print(LogStream.STDOUT, new byte[] {(byte) 0xff, 0, 1});
            case "much" -> session.print("é".repeat(600 * 1024) + ".");
            case "flood" -> {
                for (int i = 0; i < FLOOD; i++) {
                    session.print(LogStream.STDOUT, new byte[1 << 20]);
                }
                session.stay();
            }
            case "describe" ->
                session.print(words.subList(1, words.size()) + " "
                        + session.command().env() + " " + session.command().user() + " "
                        + session.command().workingDirectory());
            case "size" -> {
                while (session.take() != null) {
                    TerminalSize size = session.size();
                    session.print(size == null ? "none" : "<" + size.columns() + "x" + size.rows() + ">");
                }
            }
            case "stay" -> {
                session.print(LogStream.STDERR, "staying".getBytes(UTF_8));
                session.stay();
            }
            default -> {
                for (byte[] input = session.take(); input != null; input = session.take()) {
                    session.print(LogStream.STDOUT, input);
                }
            }
        }
    }

    private Answer run(String body) {
        return api.post("/workloads/" + name + "/exec", body);
    }

    private static JsonNode stream(Answer answer, String stream) {
        return answer.json().path("output").path(stream);
    }

    @Test
    void theAnswerHasTheExitCodeAndBothStreams() {
        Answer both = run("{\"command\":[\"both\"]}");
        assertThat(both.status()).as(both.body()).isEqualTo(200);
        assertThat(both.json().path("exitCode").asInt(-1)).isZero();
        assertThat(both.json().path("durationMs").isNumber()).isTrue();
        assertThat(stream(both, "stdout").path("content").asString("")).isEqualTo("left");
        assertThat(stream(both, "stderr").path("content").asString("")).isEqualTo("right");
        assertThat(both.header("Cache-Control")).isEqualTo("no-store");
        assertThat(run("{\"command\":[\"exit\",\"7\"]}").json().path("exitCode").asInt(-1))
                .isEqualTo(7);
    }

    @Test
    void inputIsGivenAndEnds() {
        Answer answer = run("{\"command\":[\"cat\"],\"stdin\":\"one\\ntwo\"}");
        assertThat(stream(answer, "stdout").path("content").asString("")).isEqualTo("one\ntwo");
        assertThat(stream(run("{\"command\":[\"cat\"]}"), "stdout")
                        .path("content")
                        .asString("-"))
                .isEmpty();
    }

    @Test
    void bytesThatAreNoTextAreBase64() {
        JsonNode stdout = stream(run("{\"command\":[\"bytes\"]}"), "stdout");
        assertThat(stdout.path("encoding").asString("")).isEqualTo("base64");
        assertThat(stdout.path("content").asString("")).isEqualTo("/wAB");
    }

    @Test
    void ofMuchOutputTheEndIsKeptInWholeCharacters() {
        JsonNode stdout = stream(run("{\"command\":[\"much\"]}"), "stdout");
        assertThat(stdout.path("truncated").asBoolean()).isTrue();
        assertThat(stdout.path("encoding").asString("")).isEqualTo("utf-8");
        String content = stdout.path("content").asString("");
        assertThat(content).startsWith("é").endsWith("é.");
        assertThat(content.getBytes(UTF_8)).hasSizeBetween(1024 * 1024 - 3, 1024 * 1024);
    }

    @Test
    void userDirectoryAndEnvironmentArriveAsTheyWereGiven() {
        Answer answer = run("{\"command\":[\"describe\",\"a,b\",\"\"],\"env\":{\"A\":\"ü=1\"},\"user\":\"1000:1\","
                + "\"workingDirectory\":\"/tmp\"}");
        assertThat(stream(answer, "stdout").path("content").asString("")).isEqualTo("[a,b, ] {A=ü=1} 1000:1 /tmp");
    }

    @Test
    void whoTakesTooLongIsEndedAndTold() {
        Answer answer = run("{\"command\":[\"stay\"],\"timeout\":\"200ms\"}");
        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.code()).isEqualTo("COMMAND_TIMEOUT");
        assertThat(answer.json().path("detail").asString("")).contains("200 ms").contains("staying");
        Eventually.holds("it is ended", TerminalClient.PATIENCE, () -> !commandRuns(engine, api, name));
    }

    static boolean commandRuns(FakeBackend engine, Api api, String name) {
        String object = api.get("/workloads/" + name)
                .json()
                .path("status")
                .path("facts")
                .path("backendId")
                .asString("");
        return engine.runsACommand(object.replaceFirst("fake-", ""));
    }

    @Test
    void whatIsMalformedIsRefusedWithAllThatIsWrong() {
        String words = Stream.generate(() -> "\"x\"").limit(101).collect(Collectors.joining(","));
        assertThat(run("{\"command\":[]}").fields()).containsExactly("command");
        assertThat(run("{\"command\":[" + words + "]}").fields()).containsExactly("command");
        Answer answer = run("{\"command\":[\"\",\"a\\u0000\"],\"user\":\"" + "u".repeat(130)
                + "\",\"workingDirectory\":\"tmp\",\"timeout\":\"11m\"}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.fields()).containsExactly("timeout", "command[0]", "user", "workingDirectory", "command[1]");
        assertThat(run("{\"command\":[\"x\"],\"stdin\":\"" + "x".repeat(1024 * 1024 + 1) + "\"}")
                        .fields())
                .containsExactly("stdin");
        assertThat(run("{\"command\":[\"x\"],\"shell\":true}").code()).isEqualTo("UNKNOWN_FIELD");
        assertThat(run("{}").fields()).containsExactly("command");
        assertThat(run("{\"command\":[\"x\",null],\"env\":{\"A=B\":\"x\",\"C\":null}}")
                        .fields())
                .containsExactly("command[1]", "env.A=B", "env.C");
    }

    @Test
    void whatDoesNotRunOrCannotIsRefusedWithTheReasonThatItShows() {
        JsonNode actions = api.get("/workloads/" + name).json().path("status").path("availableActions");
        assertThat(execOf(actions).path("available").asBoolean()).isTrue();
        api.post("/workloads/" + name + "/stop", "");
        Eventually.holds(
                "it is stopped", TerminalClient.PATIENCE, () -> state(api, name).equals("stopped"));
        Answer stopped = run("{\"command\":[\"x\"]}");
        assertThat(stopped.status()).isEqualTo(409);
        assertThat(stopped.code()).isEqualTo("ACTION_NOT_POSSIBLE");
        assertThat(stopped.json().path("detail").asString(""))
                .contains(execOf(api.get("/workloads/" + name)
                                .json()
                                .path("status")
                                .path("availableActions"))
                        .path("reason")
                        .asString("?"));
        assertThat(api.post("/workloads/nobody/exec", "{\"command\":[\"x\"]}").code())
                .isEqualTo("WORKLOAD_NOT_FOUND");
        api.upload("commands.wasm", WasmBytes.printing("x"));
        String module = Api.uniqueName("c");
        api.post(
                "/workloads",
                "{\"name\":\"" + module + "\",\"kind\":\"wasm\",\"source\":{\"artifact\":\"commands.wasm\"}}");
        Answer wasm = api.post("/workloads/" + module + "/exec", "{\"command\":[\"x\"]}");
        assertThat(wasm.status()).isEqualTo(422);
        assertThat(wasm.code()).isEqualTo("NOT_SUPPORTED");
        assertThat(wasm.json().path("detail").asString("")).contains("no processes");
    }

    private static JsonNode execOf(JsonNode actions) {
        return actions.valueStream()
                .filter(action -> action.path("action").asString("").equals("exec"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theAuditHasTheCommandAndTheUserAndNoEnvironment() {
        Answer answer = run("{\"command\":[\"exit\",\"0\",\"a\\nb\"],\"user\":\"me\",\"env\":{\"PIN\":\"4711\"}}");
        JsonNode record = recordOf(answer.header("Triptych-Correlation-Id"));
        assertThat(record.path("detail").asString(""))
                .isEqualTo("{\"command\":[\"exit\",\"0\",\"a\\nb\"],\"user\":\"me\"}");
        assertThat(record.path("caller").asString("")).isEqualTo("admin");
        assertThat(record.path("status").asInt(0)).isEqualTo(200);
        String refused = run("{\"command\":[\"" + "x".repeat(4096) + "\"],\"timeout\":\"1h\"}")
                .header("Triptych-Correlation-Id");
        assertThat(recordOf(refused).has("detail")).isFalse();
        String longest = run("{\"command\":[\"exit\",\"0\",\"" + "x".repeat(4096) + "\"]}")
                .header("Triptych-Correlation-Id");
        assertThat(recordOf(longest).path("detail").asString("")).hasSize(1000).endsWith("…");
    }

    private JsonNode recordOf(String correlation) {
        return Eventually.value(
                        "the record of " + correlation,
                        TerminalClient.PATIENCE,
                        () -> api.get("/audit?limit=100")
                                .json()
                                .path("items")
                                .valueStream()
                                .filter(each ->
                                        each.path("correlationId").asString("").equals(correlation))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    /** Again when it was the one too many itself. */
    private void stayOnce() {
        int status;
        do {
            status = run("{\"command\":[\"stay\"],\"timeout\":\"3s\"}").status();
        } while (status == 429);
    }

    @Test
    void noMoreThanSoManyRunAtOnceInOneWorkload() {
        for (int i = 0; i < 8; i++) {
            Thread.ofVirtual().start(this::stayOnce);
        }
        Answer refused = Eventually.value(
                "one too many is refused",
                TerminalClient.PATIENCE,
                () -> run("{\"command\":[\"exit\",\"0\"]}"),
                answer -> answer.status() != 200);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.code()).isEqualTo("TOO_MANY_REQUESTS");
        Eventually.holds(
                "there is room again",
                TerminalClient.PATIENCE,
                () -> run("{\"command\":[\"exit\",\"0\"]}").status() == 200);
    }
}
