package dev.triptych.driver.container;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.LogStreaming;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a subscription came in each stream of one incarnation.
 *
 * <p>Output that came live has no time stamps, so its mark counts bytes; the hash of the last of them finds the place
 * in the log also when the log no longer begins at the beginning. Output read from the log has the Engine's stamps, so
 * its mark is a stamp and the bytes taken of what bears it: that survives the loss of older log files, and shows it.
 */
record LogCursor(Mark stdout, Mark stderr) {
    static final LogCursor START = new LogCursor(Counted.NONE, Counted.NONE);
    private static final Pattern TEXT = Pattern.compile("o=(\\S+) e=(\\S+)");
    private static final Pattern COUNTED = Pattern.compile("c(\\d{1,18}):([0-9a-f]{1,16}):(\\d{1,19})");
    private static final Pattern STAMPED = Pattern.compile("t(\\d{1,19}):(\\d{1,18})");

    sealed interface Mark permits Counted, Stamped {}

    /**
     * So many bytes of the stream since the incarnation began.
     *
     * @param tail {@link TailHash} of them
     * @param asOfNanos when the last of them came, in nanoseconds since 1970
     */
    record Counted(long bytes, long tail, long asOfNanos) implements Mark {
        static final Counted NONE = new Counted(0, 0, 0);

        @Override
        public String toString() {
            return "c" + bytes + ":" + Long.toHexString(tail) + ":" + asOfNanos;
        }
    }

    /**
     * All before a stamp, and so many bytes of what bears it.
     *
     * @param epochNanos the Engine's stamp
     */
    record Stamped(long epochNanos, long bytes) implements Mark {
        @Override
        public String toString() {
            return "t" + epochNanos + ":" + bytes;
        }
    }

    /** Reads what {@link #toString} wrote, or the contract's start. */
    static LogCursor parse(String text) {
        if (text.equals(LogStreaming.FROM_START)) {
            return START;
        }
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw malformed(null);
        }
        try {
            return new LogCursor(mark(matcher.group(1)), mark(matcher.group(2)));
        } catch (NumberFormatException e) {
            throw malformed(e);
        }
    }

    private static Mark mark(String text) {
        Matcher counted = COUNTED.matcher(text);
        if (counted.matches()) {
            return new Counted(
                    Long.parseLong(counted.group(1)),
                    Long.parseUnsignedLong(counted.group(2), 16),
                    Long.parseLong(counted.group(3)));
        }
        Matcher stamped = STAMPED.matcher(text);
        if (stamped.matches()) {
            return new Stamped(Long.parseLong(stamped.group(1)), Long.parseLong(stamped.group(2)));
        }
        throw malformed(null);
    }

    private static DriverException malformed(@org.jspecify.annotations.Nullable Throwable cause) {
        return new DriverException(
                DriverErrorCode.INVALID_SPEC, "This is not a log cursor of the container driver.", "", cause);
    }

    Mark mark(LogStream stream) {
        return stream == LogStream.STDERR ? stderr : stdout;
    }

    LogCursor with(LogStream stream, Mark mark) {
        return stream == LogStream.STDERR ? new LogCursor(stdout, mark) : new LogCursor(mark, stderr);
    }

    @Override
    public String toString() {
        return "o=" + stdout + " e=" + stderr;
    }

    /** Counts what comes live. */
    static final class Counter {
        private final Map<LogStream, TailHash> tails = new EnumMap<>(LogStream.class);
        private LogCursor cursor = START;

        LogCursor advance(LogStream stream, byte[] bytes, Instant receivedAt) {
            TailHash tail = tails.computeIfAbsent(stream, any -> new TailHash());
            tail.update(bytes, 0, bytes.length);
            long asOf = EngineTime.epochNanos(receivedAt);
            cursor = cursor.with(stream, new Counted(tail.count(), tail.value(), asOf));
            return cursor;
        }
    }
}
