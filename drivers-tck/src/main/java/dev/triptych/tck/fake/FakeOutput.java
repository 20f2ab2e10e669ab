package dev.triptych.tck.fake;

import dev.triptych.spi.LogChunk;
import dev.triptych.spi.LogSink;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The output of one incarnation; a cursor is the number of chunks before it. */
final class FakeOutput {
    private final List<LogChunk> chunks = new ArrayList<>();
    private boolean closed;

    synchronized void write(LogStream stream, byte[] bytes, Moment at) {
        chunks.add(new LogChunk(stream, bytes.clone(), at, String.valueOf(chunks.size() + 1)));
        notifyAll();
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Whoever waits looks again whether it still wants to. */
    synchronized void wake() {
        notifyAll();
    }

    /** What was written so far. */
    synchronized List<LogChunk> before() {
        return List.copyOf(chunks);
    }

    Registration follow(String cursor, LogSink sink) {
        int from = cursor.equals(LogStreaming.FROM_START) ? 0 : Integer.parseInt(cursor);
        Thread follower = Thread.ofVirtual().name("fake-log").start(() -> deliver(from, sink));
        return follower::interrupt;
    }

    private void deliver(int from, LogSink sink) {
        try {
            int next = from;
            for (LogChunk chunk = await(next); chunk != null; chunk = await(next)) {
                sink.chunk(chunk);
                next++;
            }
            sink.ended(null);
        } catch (InterruptedException closedByFollower) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable LogChunk await(int index) throws InterruptedException {
        return await(index, () -> false);
    }

    /** Null at the end, or when nobody waits any more. */
    synchronized @Nullable LogChunk await(int index, BooleanSupplier gaveUp) throws InterruptedException {
        while (index >= chunks.size() && !closed && !gaveUp.getAsBoolean()) {
            wait();
        }
        return index < chunks.size() ? chunks.get(index) : null;
    }
}
