package dev.triptych.driver.container;

import com.github.dockerjava.api.async.ResultCallback;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One streaming answer of the Engine.
 *
 * <p>In place of docker-java's own adapter, which keeps who waits for the connection waiting when there is none, and
 * leaves a stream open that is closed before it began.
 */
abstract class EngineStream<T> implements ResultCallback<T> {
    private static final Logger LOG = System.getLogger(EngineStream.class.getName());

    private final CountDownLatch decided = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable Closeable connection;
    private @Nullable Throwable failure;
    private boolean open;
    private boolean closed;

    @Override
    public final void onStart(Closeable stream) {
        boolean tooLate;
        synchronized (this) {
            tooLate = closed;
            connection = stream;
            open = !closed;
        }
        if (tooLate) {
            closeQuietly(stream);
        }
        decided.countDown();
    }

    @Override
    public final void onError(Throwable error) {
        synchronized (this) {
            if (failure == null && !closed) {
                failure = error;
            }
        }
        finish();
    }

    @Override
    public final void onComplete() {
        finish();
    }

    private void finish() {
        decided.countDown();
        ended.countDown();
        onEnd();
    }

    /** Called when nothing more will come; may be called more than once. */
    void onEnd() {}

    /** Waits until the Engine answered; false when it refused, broke, or did not answer in time. */
    final boolean awaitOpen(Duration patience) throws InterruptedException {
        boolean inTime = decided.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        synchronized (this) {
            return inTime && open;
        }
    }

    final void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** As {@link #awaitEnd()}, within a bound; answers whether it ended in time. */
    final boolean awaitEnd(Duration patience) throws InterruptedException {
        return ended.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    final synchronized Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    final synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public final void close() {
        Closeable toClose;
        synchronized (this) {
            closed = true;
            toClose = connection;
        }
        if (toClose != null) {
            closeQuietly(toClose);
        }
        finish();
    }

    private static void closeQuietly(Closeable stream) {
        try {
            stream.close();
        } catch (IOException | RuntimeException e) {
            LOG.log(Logger.Level.DEBUG, "closing a stream of the Docker Engine", e);
        }
    }
}
