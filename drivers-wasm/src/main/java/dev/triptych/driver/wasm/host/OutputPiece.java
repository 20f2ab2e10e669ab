package dev.triptych.driver.wasm.host;

import dev.triptych.driver.wasm.host.kept.KeptFiles.Placed;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.Moment;
import java.io.IOException;
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
    private @Nullable Placed place;

    OutputPiece(LogStream stream, Moment at, long start, byte[] bytes, @Nullable Placed place) {
        this.stream = stream;
        this.at = at;
        this.start = start;
        this.length = bytes.length;
        this.bytes = bytes;
        this.place = place;
    }

    /** One that is in a file only. */
    OutputPiece(Placed place) {
        this(place.piece().stream(), place.piece().at(), place.piece().position(), new byte[0], place);
        this.length = place.piece().length();
        this.bytes = null;
    }

    boolean takes(LogStream other, int more) {
        return bytes != null && stream == other && length + more <= MOST_BYTES;
    }

    void append(byte[] more, @Nullable Placed longer) {
        byte[] held = bytes;
        if (held == null) {
            throw new IllegalStateException("in its file only");
        }
        if (held.length < length + more.length) {
            held = Arrays.copyOf(held, Math.min(MOST_BYTES, Math.max(length + more.length, 2 * length)));
        }
        System.arraycopy(more, 0, held, length, more.length);
        length += more.length;
        bytes = held;
        place = longer;
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

    /** Where it is kept; null when the disk did not take it. */
    @Nullable
    Placed place() {
        return place;
    }

    /** What it holds from a position on. */
    byte[] from(long position) throws IOException {
        int skipped = (int) (position - start);
        if (bytes != null) {
            return Arrays.copyOfRange(bytes, skipped, length);
        }
        Placed kept = place;
        if (kept == null) {
            throw new IOException("the output's file is gone");
        }
        return kept.file().read(kept.piece().offset() + skipped, length - skipped);
    }

    /** Lets go of the bytes, which are in the file. */
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
