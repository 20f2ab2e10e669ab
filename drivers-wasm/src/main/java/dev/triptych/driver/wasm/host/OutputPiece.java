package dev.triptych.driver.wasm.host;

import dev.triptych.spi.LogStream;
import dev.triptych.spi.Moment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Consecutive bytes of one stream. Guarded by its output's lock. */
final class OutputPiece {
    static final int MOST_BYTES = 64 * 1024;

    private final LogStream stream;
    private final Moment at;
    private final long start;
    private int length;
    private byte @Nullable [] bytes;

    OutputPiece(LogStream stream, Moment at, long start, byte[] bytes) {
        this.stream = stream;
        this.at = at;
        this.start = start;
        this.length = bytes.length;
        this.bytes = bytes;
    }

    boolean takes(LogStream other, int more) {
        return bytes != null && stream == other && length + more <= MOST_BYTES;
    }

    void append(byte[] more) {
        byte[] held = bytes;
        if (held == null) {
            throw new IllegalStateException("already in the file");
        }
        if (held.length < length + more.length) {
            held = Arrays.copyOf(held, Math.min(MOST_BYTES, Math.max(length + more.length, 2 * length)));
        }
        System.arraycopy(more, 0, held, length, more.length);
        length += more.length;
        bytes = held;
    }

    LogStream stream() {
        return stream;
    }

    Moment at() {
        return at;
    }

    long start() {
        return start;
    }

    long end() {
        return start + length;
    }

    /** What it holds in memory from a position on; null when it is in the file. */
    byte @Nullable [] from(long position) {
        return bytes == null ? null : Arrays.copyOfRange(bytes, (int) (position - start), length);
    }

    /** Lets go of the bytes, which are in the file now. */
    void forget() {
        bytes = null;
    }

    /** Lets go of room that nothing was written to. */
    void trim() {
        if (bytes != null && bytes.length > length) {
            bytes = Arrays.copyOf(bytes, length);
        }
    }
}
