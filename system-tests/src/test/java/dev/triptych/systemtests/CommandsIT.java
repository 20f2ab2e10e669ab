package dev.triptych.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Commands and terminals in a real container, through the packaged service. */
@SystemTest
class CommandsIT {
    private static final String NAME = "commands-it";
    private static final String EXEC = Workloads.PATH + "/" + NAME + "/exec";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Http http;

    CommandsIT(Service service) {
        this.http = service.admin();
    }

    @BeforeEach
    void launch() {
        Map<String, Object> description = Workloads.job(
                "container", NAME, "python", "-c", "import time; print('ready', flush=True); time.sleep(3600)");
        description.put("lifecycle", "service");
        description.put("env", Map.of("COLOUR", "green"));
        Workloads.launch(http, description);
    }

    @AfterEach
    void remove() {
        Workloads.delete(http, NAME);
    }

    private JsonNode run(Map<String, Object> body) {
        return http.post(EXEC, body).expect(200).json();
    }

    private static String text(JsonNode answer, String stream) {
        return answer.path("output").path(stream).path("content").asString("");
    }

    @Test
    void aCommandAnswersWithItsExitCodeItsOutputAndItsSurroundings() {
        JsonNode answer = run(Map.of(
                "command",
                List.of("/bin/sh", "-c", "cat; echo $COLOUR $SHAPE; pwd; id -u; echo wrong >&2; exit 3"),
                "stdin",
                "grüße\n",
                "env",
                Map.of("SHAPE", "round"),
                "user",
                "65534",
                "workingDirectory",
                "/tmp"));
        assertThat(answer.path("exitCode").asInt(-1)).isEqualTo(3);
        assertThat(text(answer, "stdout")).isEqualTo("grüße\ngreen round\n/tmp\n65534\n");
        assertThat(text(answer, "stderr")).isEqualTo("wrong\n");
        JsonNode missing = run(Map.of("command", List.of("/no/such/program")));
        assertThat(missing.path("exitCode").asInt(-1)).isBetween(126, 127);
    }

    @Test
    void aCommandThatTakesTooLongIsGoneAfterwards() {
        Answer late = http.post(EXEC, Map.of("command", List.of("/bin/sleep", "987"), "timeout", "500ms"));
        assertThat(late.expect(504).json().path("code").asString("")).isEqualTo("COMMAND_TIMEOUT");
        Await.level("the command is ended", PATIENCE, () -> !processes().contains("sleep 987"));
    }

    @Test
    void aServiceIsReadyWhenACommandInItSaysSo() {
        Map<String, Object> description = Workloads.staying("container", "asked");
        description.put("source", Map.of("image", "triptych/python:1"));
        description.put("args", List.of("-c", "import time; time.sleep(3600)"));
        description.put(
                "probe",
                Map.of(
                        "exec",
                        Map.of("command", List.of("/bin/cat", "/tmp/ready")),
                        "every",
                        "200ms",
                        "timeout",
                        "20s",
                        "failureThreshold",
                        1));
        http.post(Workloads.PATH + "?timeout=2m", description).expect(201);
        try {
            Await.level(
                    "it runs", PATIENCE, () -> Workloads.state(http, "asked").equals("running"));
            command("asked", "/usr/bin/touch", "/tmp/ready");
            Await.level(
                    "it is ready",
                    PATIENCE,
                    () -> Workloads.state(http, "asked").equals("ready"));
            command("asked", "/bin/rm", "/tmp/ready");
            Await.level(
                    "it is not", PATIENCE, () -> Workloads.state(http, "asked").equals("running"));
        } finally {
            Workloads.delete(http, "asked");
        }
    }

    private void command(String workload, String... command) {
        JsonNode answer = http.post(Workloads.PATH + "/" + workload + "/exec", Map.of("command", List.of(command)))
                .expect(200)
                .json();
        assertThat(answer.path("exitCode").asInt(-1)).as("%s", answer).isZero();
    }

    /** What runs in the container, as the Engine sees it. */
    private static String processes() {
        String id = Shell.lines("docker", "ps", "-q", "--filter", "label=dev.triptych.name=" + NAME)
                .getFirst();
        return Shell.run("docker", "top", id, "-o", "pid,args");
    }

    @Test
    void aTerminalIsInteractiveHasASizeAndEndsWithItsClient() throws Exception {
        Screen screen = new Screen(PATIENCE);
        WebSocket socket = open(screen, "/bin/sh");
        Screen.type(socket, "echo $((6 * 7)) $TERM\n");
        screen.await("42 xterm-256color");
        Screen.type(socket, "stty size\n");
        screen.await("30 100");
        socket.sendText("{\"type\":\"resize\",\"columns\":132,\"rows\":50}", true)
                .join();
        Await.level("the size is followed", PATIENCE, () -> {
            Screen.type(socket, "stty size\n");
            return screen.text().contains("50 132");
        });
        Screen.type(socket, "trap '' HUP TERM; sleep 986\n");
        Await.level("it sleeps", PATIENCE, () -> processes().contains("sleep 986"));
        socket.abort();
        Await.level("nothing of it is left", PATIENCE, () -> !processes().contains("/bin/sh"));
        assertThat(Workloads.state(http, NAME)).isIn("running", "ready");
    }

    @Test
    void theEndOfAShellIsToldWithItsExitCode() throws Exception {
        Screen screen = new Screen(PATIENCE);
        WebSocket socket = open(screen, "/bin/sh");
        Screen.type(socket, "exit 5\n");
        assertThat(screen.message.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).contains("\"exitCode\":5");
        assertThat(screen.closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
    }

    private WebSocket open(Screen screen, String program) {
        return screen.open(http, EXEC + "?columns=100&rows=30&command=" + URLEncoder.encode(program, UTF_8));
    }
}
