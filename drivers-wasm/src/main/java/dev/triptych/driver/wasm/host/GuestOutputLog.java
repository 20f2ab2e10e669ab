package dev.triptych.driver.wasm.host;

import dev.triptych.driver.wasm.host.kept.KeptBudget;
import dev.triptych.driver.wasm.host.kept.KeptEnd;
import dev.triptych.driver.wasm.host.kept.KeptFiles;
import dev.triptych.driver.wasm.host.kept.KeptFiles.Placed;
import dev.triptych.driver.wasm.host.kept.KeptStart;
import dev.triptych.driver.wasm.host.kept.SegmentFile;
import dev.triptych.driver.wasm.wasi.GuestEnd;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
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
 * What one incarnation wrote, kept until the object is started again or destroyed: all of it in files, so that it outlives
 * this process, and a little in memory too. A position is the number of bytes before it, of both streams together.
 */
final class GuestOutputLog {
    private static final System.Logger LOG = System.getLogger(GuestOutputLog.class.getName());

    /** Small writes within this time are one piece, or a guest could make us keep a record for each byte. */
    private static final long TOGETHER_NANOS = 5_000_000;

    private static final int MANY_PIECES = 10_000;

    private final Place place;
    private final Clock clock;
    private final Bounds bounds;
    private final List<OutputPiece> pieces = new ArrayList<>();
    private int firstInMemory;
    private long inMemory;
    private long written;
    private boolean ended;
    private int users = 1;
    private @Nullable KeptFiles files;

    /** Where files go, and what those of all guests may take. */
    record Place(Path folder, KeptBudget budget) {}

    /**
     * What is kept.
     *
     * @param mostBytes of one incarnation
     * @param mostInMemory of them
     * @param endless whether the oldest is given up for the newest; otherwise more than the most ends the guest
     */
    record Bounds(long mostBytes, int mostInMemory, boolean endless) {}

    /**
     * What comes next.
     *
     * @param lost bytes before it that are not kept any more
     */
    record Next(long lost, LogChunk chunk) {}

    GuestOutputLog(Place place, Clock clock, Bounds bounds) {
        this.place = place;
        this.clock = clock;
        this.bounds = bounds;
    }

    /** What an incarnation left that ended with its host. */
    static GuestOutputLog ofFiles(KeptFiles.Found found, Clock clock) {
        GuestOutputLog log = empty(clock);
        found.pieces().forEach(piece -> log.pieces.add(new OutputPiece(piece)));
        log.firstInMemory = log.pieces.size();
        log.written = log.pieces.isEmpty() ? 0 : log.pieces.getLast().end();
        log.files = found.files();
        return log;
    }

    /** Of an incarnation that has ended without a word. */
    static GuestOutputLog empty(Clock clock) {
        GuestOutputLog log = new GuestOutputLog(
                new Place(Path.of(""), new KeptBudget(0)), clock, new Bounds(Long.MAX_VALUE, 0, true));
        log.ended = true;
        return log;
    }

    /** A position that this log told before. */
    static long position(String cursor) {
        try {
            return cursor.isEmpty() ? 0 : Long.parseUnsignedLong(cursor);
        } catch (NumberFormatException e) {
            throw new DriverException(DriverErrorCode.INVALID_SPEC, "The log cursor is not one of ours.", "", e);
        }
    }

    /** The incarnation has begun. Without room on the disk, its output is in memory only. */
    synchronized void begin(KeptStart start) {
        try {
            files = KeptFiles.begin(place.folder(), start, place.budget());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "The output of " + start.key() + " cannot be kept on disk", e);
        }
    }

    /** Takes what a guest writes; of the write that goes beyond the limit, what still fits. */
    synchronized void append(LogStream stream, byte[] bytes) {
        long room = bounds.mostBytes() - written;
        if (!bounds.endless() && bytes.length > room) {
            keep(stream, Arrays.copyOf(bytes, (int) room));
            throw new GuestEnd.LimitReached(
                    ExitReason.OUTPUT_LIMIT,
                    "It wrote more than %s of output.".formatted(new ByteSize(bounds.mostBytes())));
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
            Placed longer = last.place();
            last.append(bytes, longer == null ? null : onDisk(kept -> kept.extend(longer, bytes)));
        } else {
            Moment now = Moment.now(clock);
            Placed placed = onDisk(kept -> kept.append(stream, now, written, bytes));
            pieces.add(new OutputPiece(stream, now, written, bytes, placed));
        }
        written += bytes.length;
        inMemory += bytes.length;
        if (inMemory > bounds.mostInMemory()) {
            forgetWhatIsOnDisk();
        }
        giveUpTheOldest();
    }

    private boolean together(OutputPiece last) {
        Long since = last.at().nanos();
        return pieces.size() > MANY_PIECES || since == null || System.nanoTime() - since < TOGETHER_NANOS;
    }

    private interface Keeping {
        Placed in(KeptFiles files) throws IOException;
    }

    /** Null when it is in memory only. A disk that has failed once is not tried again: what it has is without holes. */
    private @Nullable Placed onDisk(Keeping keeping) {
        KeptFiles kept = files;
        if (kept == null || isBeyondTheFiles()) {
            return null;
        }
        try {
            return keeping.in(kept);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "Output can be kept in memory only", e);
            return null;
        }
    }

    private boolean isBeyondTheFiles() {
        return !pieces.isEmpty() && pieces.getLast().place() == null;
    }

    private void forgetWhatIsOnDisk() {
        if (isBeyondTheFiles() && !bounds.endless()) {
            throw new GuestEnd.LimitReached(
                    ExitReason.OUTPUT_LIMIT, "Its output cannot be kept: the disk is full or cannot be written.");
        }
        for (; firstInMemory < pieces.size() && pieces.get(firstInMemory).place() != null; firstInMemory++) {
            pieces.get(firstInMemory).forget();
        }
        while (isBeyondTheFiles() && written - pieces.getFirst().start() > bounds.mostInMemory() && pieces.size() > 1) {
            pieces.removeFirst();
            firstInMemory = Math.max(0, firstInMemory - 1);
        }
        inMemory = 0;
    }

    private void giveUpTheOldest() {
        KeptFiles kept = files;
        if (kept == null) {
            return;
        }
        while ((bounds.endless() && written - pieces.getFirst().start() > bounds.mostBytes()) || kept.exceedsBudget()) {
            SegmentFile dropped = drop(kept);
            if (dropped == null) {
                return;
            }
            int count = 0;
            while (count < pieces.size() && isIn(pieces.get(count), dropped)) {
                count++;
            }
            pieces.subList(0, count).clear();
            firstInMemory = Math.max(0, firstInMemory - count);
        }
    }

    private static @Nullable SegmentFile drop(KeptFiles kept) {
        try {
            return kept.dropOldest();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "Old output cannot be removed", e);
            return null;
        }
    }

    private static boolean isIn(OutputPiece piece, SegmentFile file) {
        Placed placed = piece.place();
        return placed != null && placed.file().equals(file);
    }

    /** Keeps how the incarnation ended. */
    synchronized void end(KeptEnd how) {
        KeptFiles kept = files;
        if (kept != null) {
            try {
                kept.end(how, written);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "The end of a guest cannot be kept on disk", e);
            }
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
    synchronized @Nullable Next next(long position) throws InterruptedException, IOException {
        while (position >= written) {
            if (ended) {
                return null;
            }
            wait();
        }
        long from = Math.max(position, pieces.getFirst().start());
        OutputPiece piece = pieces.get(indexOf(from));
        LogChunk chunk = new LogChunk(piece.stream(), piece.from(from), piece.at(), Long.toString(piece.end()));
        return new Next(from - position, chunk);
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

    /** One more who reads; each gives it back by {@link #release}. The one who made it is the first. */
    synchronized void retain() {
        users++;
    }

    /** The last to let go removes the files. */
    synchronized void release() {
        users--;
        KeptFiles kept = files;
        if (users == 0 && kept != null) {
            try {
                kept.delete();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "Kept output could not be removed", e);
            }
        }
    }
}
