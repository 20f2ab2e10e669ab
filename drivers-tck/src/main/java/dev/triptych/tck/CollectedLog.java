package dev.triptych.tck;

import dev.triptych.spi.DriverException;
import dev.triptych.spi.LogChunk;
import dev.triptych.spi.LogSink;
import dev.triptych.spi.LogStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sink that keeps everything. */
public final class CollectedLog implements LogSink {
    private final List<LogChunk> chunks = new ArrayList<>();
    private int gaps;
    private int ends;
    private @Nullable DriverException cause;

    @Override
    public synchronized void chunk(LogChunk chunk) {
        if (ends > 0) {
            throw new IllegalStateException("a chunk after the end");
        }
        chunks.add(chunk);
    }

    @Override
    public synchronized void gap(@Nullable Long lostBytes, String reason) {
        gaps++;
    }

    @Override
    public synchronized void ended(@Nullable DriverException endCause) {
        ends++;
        cause = endCause;
    }

    public synchronized List<LogChunk> chunks() {
        return List.copyOf(chunks);
    }

    public synchronized byte[] bytes(LogStream stream) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        chunks.stream().filter(chunk -> chunk.stream() == stream).forEach(chunk -> all.writeBytes(chunk.bytes()));
        return all.toByteArray();
    }

    public String text(LogStream stream) {
        return new String(bytes(stream), StandardCharsets.UTF_8);
    }

    public synchronized int gaps() {
        return gaps;
    }

    public synchronized int ends() {
        return ends;
    }

    /** Waits for the end, and fails when it comes with a cause. */
    public void awaitEnd(Duration bound) {
        Eventually.holds("the log subscription ends", bound, () -> ends() > 0);
        synchronized (this) {
            if (cause != null) {
                throw new AssertionError("the log subscription ended with a cause", cause);
            }
        }
    }

    public void awaitText(LogStream stream, String expected, Duration bound) {
        Eventually.value("output contains " + expected, bound, () -> text(stream), text -> text.contains(expected));
    }
}
