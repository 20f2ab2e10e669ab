package dev.triptych.controlplane.http;

import dev.triptych.tck.Eventually;
import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Keeps what a terminal sends. */
final class TerminalClient implements WebSocket.Listener {
    static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final StringBuilder text = new StringBuilder();
    private @Nullable JsonNode message;
    private int closed;

    @Override
    public synchronized @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        byte[] part = new byte[data.remaining()];
        data.get(part);
        bytes.writeBytes(part);
        socket.request(1);
        return null;
    }

    @Override
    public synchronized @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            message = JSON.readTree(text.toString());
            text.setLength(0);
        }
        socket.request(1);
        return null;
    }

    @Override
    public synchronized @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
        closed = status;
        return null;
    }

    synchronized byte[] bytes() {
        return bytes.toByteArray();
    }

    /** Waits until the last message but those of bytes is this, and answers with it. */
    JsonNode awaitMessage(Predicate<JsonNode> expected) {
        return Objects.requireNonNull(Eventually.value(
                "the terminal is told", PATIENCE, this::message, told -> told != null && expected.test(told)));
    }

    private synchronized int closed() {
        return closed;
    }

    private synchronized @Nullable JsonNode message() {
        return message;
    }

    /** Waits until the output has this in it. */
    void awaitOutput(String expected) {
        Eventually.value(
                "the terminal shows " + expected,
                PATIENCE,
                () -> new String(bytes(), StandardCharsets.UTF_8),
                shown -> shown.contains(expected));
    }

    /** Waits until the service has closed it, and answers with which code. */
    int awaitClose() {
        return Eventually.value("the terminal is closed", PATIENCE, this::closed, status -> status != 0);
    }

    /** The exit code that was told before it was closed. */
    int awaitExit() {
        awaitClose();
        JsonNode told = message();
        return told == null || !told.path("type").asString("").equals("exit")
                ? -1
                : told.path("exitCode").asInt(-1);
    }
}
