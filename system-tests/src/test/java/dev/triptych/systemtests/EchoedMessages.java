package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sends texts over a WebSocket whose other side sends each back. */
final class EchoedMessages implements WebSocket.Listener {
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final List<String> all = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
        received.add(text.toString());
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
        closed.countDown();
        return null;
    }

    void exchange(WebSocket socket, String text) throws InterruptedException {
        socket.sendText(text, true).join();
        assertThat(received.poll(ShopMove.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo(text);
        all.add(text);
    }

    /** All that came back, in order. */
    List<String> all() {
        return List.copyOf(all);
    }

    /** Returns when the other side has ended it, too. */
    void awaitClose() throws InterruptedException {
        assertThat(closed.await(ShopMove.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }
}
