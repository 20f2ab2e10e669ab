package dev.triptych.driver.container;

import dev.triptych.driver.container.LogCursor.Counted;
import dev.triptych.driver.container.LogCursor.Mark;
import dev.triptych.driver.container.LogCursor.Stamped;
import dev.triptych.spi.LogChunk;
import dev.triptych.spi.LogSink;
import dev.triptych.spi.LogStream;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * One reading of a container's log from its present beginning, which hands on what lies behind a cursor.
 *
 * <p>The log <em>is cut</em> when it no longer begins where the incarnation began: the bytes that a cursor counted are
 * then not its first, and a further pass looks for the last of them. Output <em>was dropped</em> when that finds
 * nothing, or when the entry with a cursor's stamp is not there.
 */
final class LogPass {
    /** The contract's limit for one chunk. */
    static final int MOST_CHUNK_BYTES = 64 << 10;

    static final String DROPPED = "Older output was dropped because the log reached its size limit.";

    private final Window window;
    private final LogSink sink;
    private final Map<LogStream, MarkReader> readers = new EnumMap<>(LogStream.class);
    private final Set<LogStream> cut = EnumSet.noneOf(LogStream.class);
    private LogCursor cursor;

    /** The part of the log that belongs to one incarnation: from its start request to that of the next. */
    record Window(long fromNanos, long untilNanos) {
        boolean holds(LogFrame frame) {
            return frame.epochNanos() >= fromNanos && frame.epochNanos() < untilNanos;
        }
    }

    /**
     * A pass that has read nothing yet.
     *
     * @param knownCut the streams that an earlier pass found cut
     */
    LogPass(LogCursor cursor, Set<LogStream> knownCut, Window window, LogSink sink) {
        this.cursor = cursor;
        this.window = window;
        this.sink = sink;
        for (LogStream stream : new LogStream[] {LogStream.STDOUT, LogStream.STDERR}) {
            readers.put(stream, MarkReader.of(cursor.mark(stream), knownCut.contains(stream)));
        }
    }

    LogCursor cursor() {
        return cursor;
    }

    /** The streams that this pass found cut; another pass must look for the cursor. */
    Set<LogStream> cut() {
        return cut;
    }

    /** The earliest stamp that this pass needs, in nanoseconds since 1970. */
    long sinceNanos() {
        return Math.max(0, Math.min(since(cursor.stdout()), since(cursor.stderr())));
    }

    private long since(Mark mark) {
        return switch (mark) {
            case Counted counted -> window.fromNanos();
            case Stamped stamped -> stamped.epochNanos();
        };
    }

    /** Takes the next entry of the log; false when a stream is cut and this pass must end. */
    boolean accept(LogFrame frame) {
        MarkReader reader = readers.get(frame.stream());
        if (reader == null || !window.holds(frame)) {
            return true;
        }
        MarkReader.Take taken = reader.take(frame);
        switch (taken.finding()) {
            case CUT -> cut.add(frame.stream());
            case AFTER_LOSS -> sink.gap(null, DROPPED);
            case WHOLE -> {}
        }
        if (cut.isEmpty()) {
            deliver(frame, taken.from(), taken.bytesOfStampBefore());
        }
        return cut.isEmpty();
    }

    /** Says that the log is at its end for good; false when a stream is cut and another pass must look for the cursor. */
    boolean complete() {
        readers.forEach((stream, reader) -> {
            switch (reader.atEnd()) {
                case CUT -> cut.add(stream);
                case AFTER_LOSS -> sink.gap(null, DROPPED);
                case WHOLE -> {}
            }
        });
        return cut.isEmpty();
    }

    private void deliver(LogFrame frame, int from, long bytesOfStampBefore) {
        byte[] bytes = frame.bytes();
        for (int at = from; at < bytes.length; at += MOST_CHUNK_BYTES) {
            int end = Math.min(bytes.length, at + MOST_CHUNK_BYTES);
            cursor = cursor.with(frame.stream(), new Stamped(frame.epochNanos(), bytesOfStampBefore + end));
            byte[] piece = Arrays.copyOfRange(bytes, at, end);
            sink.chunk(new LogChunk(frame.stream(), piece, frame.receivedAt(), cursor.toString()));
        }
    }
}
