package dev.triptych.driver.vm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.spi.CommandExecution.Command;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InteractiveSession.Output;
import dev.triptych.spi.LogStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands through an agent that says what a test wants, be it nonsense. */
class GuestAgentTest {
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private GuestAgent agent(String... answers) {
        Iterator<String> next = List.of(answers).iterator();
        return new GuestAgent((request, atMost) -> {
            asked.add(request);
            assertThat(atMost).isLessThanOrEqualTo(Duration.ofSeconds(10));
            return next.hasNext() ? next.next() : "{\"return\":{}}";
        });
    }

    private AgentSession session(String... answers) {
        return new AgentSession(agent(answers), List.of("/bin/sh", "-c", "true"));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static List<Output> readAll(AgentSession session) {
        List<Output> pieces = new ArrayList<>();
        for (Output piece = session.read(); piece != null; piece = session.read()) {
            pieces.add(piece);
        }
        return pieces;
    }

    @Test
    void aCommandIsBegunWithAllItsInputAndAskedAfterUntilItHasEnded() {
        AgentSession session = session(
                "{\"return\":{\"pid\":42}}",
                "{\"return\":{\"exited\":false}}",
                "{\"return\":{\"exited\":true,\"exitcode\":3,\"out-data\":\"" + base64("grüße") + "\",\"err-data\":\""
                        + base64("wrong") + "\"}}");
        session.write("first ".getBytes(UTF_8));
        session.write("second".getBytes(UTF_8));
        session.endInput();
        assertThat(readAll(session))
                .containsExactly(
                        new Output(LogStream.STDOUT, "grüße".getBytes(UTF_8)),
                        new Output(LogStream.STDERR, "wrong".getBytes(UTF_8)));
        assertThat(session.exitCode()).hasValue(3);
        assertThat(asked).hasSize(3);
        assertThat(asked.getFirst()).contains("\"input-data\":\"" + base64("first second") + "\"");
        session.close();
        assertThat(asked).hasSize(3);
    }

    @Test
    void aSignalIsToldAsAShellTellsIt() {
        AgentSession session = session("{\"return\":{\"pid\":42}}", "{\"return\":{\"exited\":true,\"signal\":9}}");
        session.endInput();
        assertThat(readAll(session)).isEmpty();
        assertThat(session.exitCode()).hasValue(137);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no JSON",
                "[]",
                "{\"error\":{}}",
                "{\"return\":{}}",
                "{\"return\":{\"pid\":-1}}",
                "{\"return\":{\"pid\":\"1; rm\"}}",
                "{\"return\":{\"pid\":1e99}}"
            })
    void anAnswerThatIsNoneIsRefusedWhenACommandBegins(String answer) {
        AgentSession session = session(answer);
        session.endInput();
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(session::read)
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(DriverErrorCode.BACKEND_REFUSED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"return\":{\"exited\":\"yes\"}}",
                "{\"return\":[]}",
                "{\"return\":{\"exited\":true,\"exitcode\":0,\"out-data\":\"***\"}}"
            })
    void anAnswerThatIsNoneIsRefusedWhenACommandIsAskedAfter(String answer) {
        AgentSession session = session("{\"return\":{\"pid\":42}}", answer);
        session.endInput();
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(session::read)
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(DriverErrorCode.BACKEND_REFUSED));
    }

    @Test
    void anExitCodeThatNoProcessHasIsNotBelieved() {
        AgentSession session =
                session("{\"return\":{\"pid\":42}}", "{\"return\":{\"exited\":true,\"exitcode\":123456}}");
        session.endInput();
        assertThat(readAll(session)).isEmpty();
        assertThat(session.exitCode()).hasValue(127);
    }

    @Test
    void whoClosesEndsACommandThatNeverEnds() throws Exception {
        CompletableFuture<String> killed = new CompletableFuture<>();
        CountDownLatch begun = new CountDownLatch(1);
        GuestAgent agent = new GuestAgent((request, atMost) -> {
            if (request.contains("kill -9")) {
                killed.complete(request);
            }
            if (request.contains("status")) {
                begun.countDown();
            }
            return request.contains("status") ? "{\"return\":{\"exited\":false}}" : "{\"return\":{\"pid\":42}}";
        });
        AgentSession session = new AgentSession(agent, List.of("/bin/sh"));
        session.endInput();
        CompletableFuture<List<Output>> reader = CompletableFuture.supplyAsync(() -> readAll(session));
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        session.close();
        assertThat(killed.get(10, TimeUnit.SECONDS)).contains("\"42\"");
        assertThat(reader.get(10, TimeUnit.SECONDS)).isEmpty();
        assertThat(session.exitCode()).isEmpty();
    }

    @Test
    void inputIsBounded() {
        AgentSession session = session();
        session.write(new byte[AgentSession.MOST_INPUT]);
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> session.write(new byte[1]))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(DriverErrorCode.INVALID_SPEC));
    }

    @Test
    void aCommandsSurroundingsAreWordsAndNeverPartOfAScript() {
        Command command = new Command(List.of("echo", "$(id); `id`"), Map.of("A", "'x'\n"), "ada:wheel", "/a b", null);
        assertThat(GuestCommands.words(command))
                .containsSubsequence("/a b", "ada", "wheel", "env", "A='x'\n", "echo", "$(id); `id`")
                .noneMatch(word -> word.contains("ada") && !word.equals("ada"));
    }
}
