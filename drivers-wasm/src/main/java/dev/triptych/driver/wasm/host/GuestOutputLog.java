package dev.triptych.driver.wasm.host;

import dev.triptych.driver.wasm.wasi.GuestEnd;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.LogChunk;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one incarnation wrote, kept until the object is started again or destroyed: a little in memory, the rest in a file
 * that has no name any more. A position is the number of bytes before it, of both streams together.
 */
final class GuestOutputLog {
    /** Small writes within this time are one piece, or a guest could make us keep a record for each byte. */
    private static final long TOGETHER_NANOS = 5_000_000;

    private static final int MANY_PIECES = 10_000;

    private final Path folder;
    private final Clock clock;
    private final long mostBytes;
    private final int mostInMemory;
    private final List<OutputPiece> pieces = new ArrayList<>();
    private int firstInMemory;
    private long inMemory;
    private long written;
    private boolean ended;
    private int users = 1;
    private @Nullable SpillFile file;

    GuestOutputLog(Path folder, Clock clock, long mostBytes, int mostInMemory) {
        this.folder = folder;
        this.clock = clock;
        this.mostBytes = mostBytes;
        this.mostInMemory = mostInMemory;
    }

    /** Takes what a guest writes; of the write that goes beyond the limit, what still fits. */
    synchronized void append(LogStream stream, byte[] bytes) {
        long room = mostBytes - written;
        if (bytes.length > room) {
            keep(stream, Arrays.copyOf(bytes, (int) room));
            throw new GuestEnd.LimitReached(
                    ExitReason.OUTPUT_LIMIT, "It wrote more than %s of output.".formatted(new ByteSize(mostBytes)));
        }
        keep(stream, bytes);
    }

    private void keep(LogStream stream, byte[] bytes) {
        for (int from = 0; from < bytes.length; from += OutputPiece.MOST_BYTES) {
            int to = Math.min(bytes.length, from + OutputPiece.MOST_BYTES);
            keepPiece(stream, from == 0 && to == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, to));
        }
        notifyAll();
    }

    private void keepPiece(LogStream stream, byte[] bytes) {
        OutputPiece last = pieces.isEmpty() ? null : pieces.getLast();
        if (last != null && last.takes(stream, bytes.length) && together(last)) {
            last.append(bytes);
        } else {
            pieces.add(new OutputPiece(stream, Moment.now(clock), written, bytes));
        }
        written += bytes.length;
        inMemory += bytes.length;
        if (inMemory > mostInMemory) {
            spill();
        }
    }

    private boolean together(OutputPiece last) {
        Long since = last.at().nanos();
        return pieces.size() > MANY_PIECES || since == null || System.nanoTime() - since < TOGETHER_NANOS;
    }

    private void spill() {
        try {
            if (file == null) {
                file = new SpillFile(folder);
            }
            for (; firstInMemory < pieces.size(); firstInMemory++) {
                OutputPiece piece = pieces.get(firstInMemory);
                byte[] bytes = piece.from(piece.start());
                if (bytes != null) {
                    file.append(bytes);
                    piece.forget();
                }
            }
            inMemory = 0;
        } catch (IOException e) {
            throw new GuestEnd.LimitReached(
                    ExitReason.OUTPUT_LIMIT, "Its output cannot be kept: the disk is full or cannot be written.");
        }
    }

    /** Nothing more will come. */
    synchronized void end() {
        ended = true;
        if (!pieces.isEmpty()) {
            pieces.getLast().trim();
        }
        notifyAll();
    }

    /** What comes after a position, waiting for it; null when nothing more will come. */
    synchronized @Nullable LogChunk next(long position) throws InterruptedException, IOException {
        while (position >= written) {
            if (ended) {
                return null;
            }
            wait();
        }
        OutputPiece piece = pieces.get(indexOf(position));
        byte[] bytes = piece.from(position);
        if (bytes == null) {
            bytes = fromFile(position, (int) (piece.end() - position));
        }
        return new LogChunk(piece.stream(), bytes, piece.at(), Long.toString(piece.end()));
    }

    private byte[] fromFile(long position, int length) throws IOException {
        if (file == null) {
            throw new IOException("the output's file is gone");
        }
        return file.read(position, length);
    }

    private int indexOf(long position) {
        int low = 0;
        int high = pieces.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (pieces.get(middle).start() <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Bytes that it takes on disk. */
    synchronized long bytesOnDisk() {
        return file == null ? 0 : written - inMemory;
    }

    /** One more who reads; each gives it back by {@link #release}. The one who made it is the first. */
    synchronized void retain() {
        users++;
    }

    /** The last to let go closes the file. */
    synchronized void release() {
        users--;
        if (users == 0 && file != null) {
            file.close();
        }
    }
}
