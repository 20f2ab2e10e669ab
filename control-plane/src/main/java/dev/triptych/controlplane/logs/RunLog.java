package dev.triptych.controlplane.logs;

import dev.triptych.spi.LogChunk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The log of one run, shared by its writer and its readers. Opening it for writing begins a new {@linkplain Segment term},
 * which goes on after the last whole record of the one before.
 */
final class RunLog implements LogWriter {
    private final int run;
    private final Path folder;
    private final long segmentSize;
    private final Runnable onNewSegment;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private @Nullable FileChannel file;
    private boolean scanned;
    private int term;
    private long next;
    private String driverCursor = "";
    private boolean ended;

    RunLog(int run, Path folder, long segmentSize, Runnable onNewSegment, Clock clock) {
        this.run = run;
        this.folder = folder;
        this.segmentSize = segmentSize;
        this.onNewSegment = onNewSegment;
        this.clock = clock;
    }

    int run() {
        return run;
    }

    @Override
    public void append(LogChunk chunk) {
        locked(() -> put(
                new LogRecord.Output(run, next, chunk.receivedAt().at(), chunk.stream(), chunk.bytes()), chunk.next()));
    }

    @Override
    public void gap(@Nullable Long missingBytes, String reason) {
        locked(() -> put(new LogRecord.Gap(run, next, clock.instant(), missingBytes, reason), driverCursor));
    }

    @Override
    public void end() {
        locked(() -> {
            if (!ended) {
                put(new LogRecord.End(run, next, clock.instant()), driverCursor);
                ended = true;
            }
        });
    }

    @Override
    public String driverCursor() {
        lock.lock();
        try {
            scan();
            return driverCursor;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    private void locked(Writing writing) {
        lock.lock();
        try {
            scan();
            writing.run();
            grown.signalAll();
        } catch (IOException e) {
            throw new UncheckedIOException("the log of run " + run + " cannot be written", e);
        } finally {
            lock.unlock();
        }
    }

    private void put(LogRecord record, String cursor) throws IOException {
        FileChannel target = segment();
        ByteBuffer frame = new LogFrame(record, cursor).encode();
        long start = target.position();
        try {
            while (frame.hasRemaining()) {
                target.write(frame);
            }
        } catch (IOException e) {
            target.truncate(start); // half a record, on a full disk, would hide what follows it
            throw e;
        }
        next++;
        driverCursor = cursor;
    }

    private FileChannel segment() throws IOException {
        FileChannel current = file;
        if (current != null && current.size() < segmentSize) {
            return current;
        }
        if (current != null) {
            file = null;
            current.close();
            onNewSegment.run();
        }
        Files.createDirectories(folder);
        FileChannel opened = FileChannel.open(
                Segment.path(folder, term, next), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        file = opened;
        return opened;
    }

    /** Finds out where the log ends, once; what is written from then on is of a new term. */
    private void scan() throws IOException {
        if (scanned) {
            return;
        }
        List<Segment> segments = segments();
        term = segments.isEmpty() ? 1 : segments.getLast().term() + 1;
        next = segments.isEmpty() ? 0 : segments.getLast().first();
        driverCursor = "";
        LogFrame last = lastOf(segments);
        if (last != null) {
            next = last.record().sequence() + 1;
            driverCursor = last.driverCursor();
            ended = last.record() instanceof LogRecord.End;
        }
        scanned = true;
    }

    private @Nullable LogFrame lastOf(List<Segment> segments) throws IOException {
        LogFrame last = null;
        for (Segment segment : segments.reversed()) {
            ByteBuffer buffer = ByteBuffer.wrap(Files.readAllBytes(segment.path()));
            LogFrame frame = LogFrame.decode(run, buffer);
            while (frame != null && segment.holds(frame.record())) {
                last = frame;
                frame = LogFrame.decode(run, buffer);
            }
            if (last != null) {
                break;
            }
        }
        return last;
    }

    /** Those whose records count, oldest first. */
    List<Segment> segments() throws IOException {
        return Segment.in(folder);
    }

    /** Returns when there is a record of this number or a later one, or the time is over. */
    void awaitRecord(long sequence, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (next <= sequence && !ended && left > 0) {
                left = grown.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            FileChannel open = file;
            file = null;
            scanned = false;
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }
}
