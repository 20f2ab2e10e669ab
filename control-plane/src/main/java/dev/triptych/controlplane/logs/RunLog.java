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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The log of one run, shared by its writer and its readers. Its segments are files named after the sequence number of
 * their first record. A record that a crash cut short is cut off when the log is opened for writing again.
 */
final class RunLog implements LogWriter {
    private static final String SUFFIX = ".log";

    private final int run;
    private final Path folder;
    private final long segmentSize;
    private final Runnable onNewSegment;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private @Nullable FileChannel file;
    private boolean scanned;
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
        Path path = folder.resolve("%016d%s".formatted(next, SUFFIX));
        FileChannel opened = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        file = opened;
        return opened;
    }

    /** Finds out where the log ends, once. */
    private void scan() throws IOException {
        if (scanned) {
            return;
        }
        List<Segment> segments = segments();
        if (!segments.isEmpty()) {
            Segment last = segments.getLast();
            next = last.first();
            ByteBuffer buffer = ByteBuffer.wrap(Files.readAllBytes(last.path()));
            LogFrame frame = LogFrame.decode(run, buffer);
            while (frame != null) {
                next = frame.record().sequence() + 1;
                driverCursor = frame.driverCursor();
                ended = frame.record() instanceof LogRecord.End;
                frame = LogFrame.decode(run, buffer);
            }
            FileChannel channel = FileChannel.open(last.path(), StandardOpenOption.WRITE);
            channel.truncate(buffer.position()).position(buffer.position());
            file = channel;
        }
        scanned = true;
    }

    /** Oldest first. */
    List<Segment> segments() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Segment> segments = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(path -> path.toString().endsWith(SUFFIX))
                    .map(Segment::of)
                    .sorted(Comparator.comparingLong(Segment::first))
                    .forEach(segments::add);
        }
        return segments;
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

    /** One file of the log. */
    record Segment(long first, Path path) {
        static Segment of(Path path) {
            String name = String.valueOf(path.getFileName());
            return new Segment(Long.parseLong(name.substring(0, name.length() - SUFFIX.length())), path);
        }
    }

    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }
}
