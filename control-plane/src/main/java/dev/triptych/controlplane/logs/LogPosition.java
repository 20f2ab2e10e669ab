package dev.triptych.controlplane.logs;

import dev.triptych.spi.LogStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A reader of one run's segments. */
final class LogPosition implements LogStore.Reader {
    private static final int BUFFER = 256 << 10;
    private static final int MOST_RECORDS = 256;

    private final RunLog log;
    private final Set<LogStream> streams;
    private final Clock clock;
    private final Runnable onClose;
    private final AtomicBoolean closed = new AtomicBoolean();
    private long next;
    private boolean ended;
    private @Nullable Segment segment;
    private @Nullable Segment later;
    private long offset;

    LogPosition(RunLog log, LogQuery query, Clock clock, Runnable onClose) {
        this.log = log;
        this.streams = query.streams();
        this.clock = clock;
        this.onClose = onClose;
        String cursor = query.cursor();
        Integer tail = query.tail();
        if (cursor != null) {
            next = sequence(cursor) + 1;
        } else if (tail != null) {
            next = startOfTail(tail);
        }
    }

    private static long sequence(String cursor) {
        return Long.parseLong(cursor, cursor.indexOf('.') + 1, cursor.length(), 10);
    }

    private long startOfTail(int tail) {
        Deque<Long> last = new ArrayDeque<>();
        List<LogRecord> records = next();
        while (!records.isEmpty()) {
            for (LogRecord record : records) {
                last.addLast(record.sequence());
                if (last.size() > Math.max(1, tail)) {
                    last.removeFirst();
                }
            }
            records = next();
        }
        segment = null;
        ended = false;
        return tail == 0 || last.isEmpty() ? next : last.getFirst();
    }

    @Override
    public List<LogRecord> next() {
        try {
            return read();
        } catch (IOException e) {
            throw new UncheckedIOException("the log of run " + log.run() + " cannot be read", e);
        }
    }

    @Override
    public List<LogRecord> next(Duration atMost) throws InterruptedException {
        List<LogRecord> records = next();
        if (records.isEmpty() && !ended) {
            log.awaitRecord(next, atMost);
            records = next();
        }
        return records;
    }

    private List<LogRecord> read() throws IOException {
        List<LogRecord> records = new ArrayList<>();
        while (records.isEmpty() && !ended && findSegment(records)) {
            if (!readSegment(records) && !skipDamage(records)) {
                return records;
            }
        }
        return records;
    }

    /** Goes on with the segment after one that ends too early; false when there is none. */
    private boolean skipDamage(List<LogRecord> records) {
        Segment after = later;
        if (after == null) {
            return false;
        }
        skipTo(after, "damaged on disk", records);
        return true;
    }

    private void skipTo(Segment target, String reason, List<LogRecord> records) {
        records.add(new LogRecord.Gap(log.run(), target.first() - 1, clock.instant(), null, reason));
        next = target.first();
    }

    /** Puts the reader on the segment that holds the next record; false when there is none yet. */
    private boolean findSegment(List<LogRecord> records) throws IOException {
        List<Segment> segments = log.segments();
        if (segments.isEmpty()) {
            return false;
        }
        Segment oldest = segments.getFirst();
        if (next < oldest.first()) {
            skipTo(oldest, "dropped to keep the log within its limit", records);
        }
        Segment found = oldest;
        later = null;
        for (Segment candidate : segments) {
            if (candidate.first() <= next) {
                found = candidate;
            } else if (later == null) {
                later = candidate;
            }
        }
        offset = segment != null && segment.path().equals(found.path()) ? offset : 0;
        segment = found;
        return true;
    }

    /** Reads on in the present segment; false when it has nothing new. */
    private boolean readSegment(List<LogRecord> records) throws IOException {
        Segment current = segment;
        if (current == null) {
            return false;
        }
        try (FileChannel file = FileChannel.open(current.path(), StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER, Math.max(0, file.size() - offset)));
            file.read(buffer, offset);
            buffer.flip();
            LogFrame frame = LogFrame.decode(log.run(), buffer);
            boolean any = frame != null && current.holds(frame.record());
            while (frame != null && current.holds(frame.record())) {
                take(frame.record(), records);
                offset += buffer.position();
                buffer = buffer.slice();
                frame = records.size() >= MOST_RECORDS ? null : LogFrame.decode(log.run(), buffer);
            }
            return any;
        } catch (NoSuchFileException dropped) {
            segment = null;
            return true;
        }
    }

    private void take(LogRecord record, List<LogRecord> records) {
        if (record.sequence() < next) {
            return;
        }
        next = record.sequence() + 1;
        ended = record instanceof LogRecord.End;
        if (!(record instanceof LogRecord.Output output) || streams.contains(output.stream())) {
            records.add(record);
        }
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            onClose.run();
        }
    }
}
