package dev.triptych.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What a terminal or a console shows. */
final class Screen implements WebSocket.Listener {
    /** The first text message. */
    final CompletableFuture<String> message = new CompletableFuture<>();

    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final Duration patience;
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final List<String> messages = new CopyOnWriteArrayList<>();

    Screen(Duration patience) {
        this.patience = patience;
    }

    /** @param path with its query */
    WebSocket open(Http http, String path) {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + http.token())
                .buildAsync(URI.create("ws://" + http.address().getAuthority() + path), this)
                .join();
    }

    static void type(WebSocket socket, String text) {
        socket.sendBinary(ByteBuffer.wrap(text.getBytes(UTF_8)), true).join();
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        byte[] part = new byte[data.remaining()];
        data.get(part);
        shown.writeBytes(part);
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        messages.add(data.toString());
        message.complete(data.toString());
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
        closed.complete(status);
        return null;
    }

    /** All that came, also what is no text. */
    byte[] bytes() {
        return shown.toByteArray();
    }

    String text() {
        return shown.toString(UTF_8);
    }

    void await(String expected) {
        Await.level("the terminal shows " + expected, patience, () -> text().contains(expected));
    }

    void awaitMessage(String expected) {
        Await.level(
                "the terminal is told " + expected,
                patience,
                () -> messages.stream().anyMatch(told -> told.contains(expected)));
    }
}
