package dev.triptych.driver.wasm.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A connection, the listener it came in by, and since when a request's head is waited for on it. What comes in and goes out
 * is counted for the listener.
 */
final class SiteEndPoint extends SocketChannelEndPoint {
    private static final long SERVING = Long.MIN_VALUE;

    private final Listening listening;
    private volatile long awaitingHeadSince = System.nanoTime();

    SiteEndPoint(
            SocketChannel channel,
            ManagedSelector selector,
            SelectionKey key,
            Scheduler scheduler,
            Listening listening) {
        super(channel, selector, key, scheduler);
        this.listening = listening;
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        int filled = super.fill(buffer);
        if (filled > 0) {
            listening.traffic().received(filled);
        }
        return filled;
    }

    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
        long before = remaining(buffers);
        try {
            return super.flush(buffers);
        } finally {
            listening.traffic().sent(before - remaining(buffers));
        }
    }

    private static long remaining(ByteBuffer... buffers) {
        long bytes = 0;
        for (ByteBuffer one : buffers) {
            bytes += one.remaining();
        }
        return bytes;
    }

    Listening listening() {
        return listening;
    }

    void headCame() {
        awaitingHeadSince = SERVING;
    }

    /** An answer is out; a connection of a listener that was closed meanwhile takes no further request. */
    void answered() {
        awaitingHeadSince = System.nanoTime();
        if (listening.closed()) {
            close();
        }
    }

    /** Whether no request is served on it. */
    boolean idle() {
        return awaitingHeadSince != SERVING;
    }

    boolean headIsLate(Duration most) {
        long since = awaitingHeadSince;
        return since != SERVING && System.nanoTime() - since > most.toNanos();
    }
}
