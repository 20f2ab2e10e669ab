package dev.triptych.driver.container;

import dev.triptych.driver.container.LogCursor.Counted;
import dev.triptych.spi.LogStream;
import java.util.EnumMap;
import java.util.Map;

/**
 * Tells whether a log, read whole after its incarnation ended, ends with the last byte that was delivered live. It does
 * unless the live connection broke, and it does also when older parts of the log are gone.
 */
final class LogEnd {
    private final LogPass.Window window;
    private final Map<LogStream, TailHash> tails = new EnumMap<>(LogStream.class);

    LogEnd(LogPass.Window window) {
        this.window = window;
    }

    void accept(LogFrame frame) {
        if (window.holds(frame)) {
            tails.computeIfAbsent(frame.stream(), any -> new TailHash()).update(frame.bytes(), 0, frame.bytes().length);
        }
    }

    /**
     * Whether nothing lies behind the cursor: each stream ends in the log as it was delivered. A stream of which the log
     * holds nothing any more was older than all it holds; then the other one tells.
     */
    boolean isAt(LogCursor cursor) {
        End out = end(cursor, LogStream.STDOUT);
        End err = end(cursor, LogStream.STDERR);
        boolean oneIsProof = (out == End.SAME && !cursor.stdout().equals(Counted.NONE))
                || (err == End.SAME && !cursor.stderr().equals(Counted.NONE));
        boolean bothAre = out == End.SAME && err == End.SAME;
        return bothAre || (oneIsProof && out != End.OTHER && err != End.OTHER);
    }

    private enum End {
        SAME,
        GONE,
        OTHER
    }

    private End end(LogCursor cursor, LogStream stream) {
        if (!(cursor.mark(stream) instanceof Counted mark)) {
            return End.OTHER;
        }
        TailHash tail = tails.getOrDefault(stream, new TailHash());
        if (tail.count() == 0 && mark.bytes() > 0) {
            return End.GONE;
        }
        boolean enough = tail.count() >= Math.min(mark.bytes(), TailHash.WINDOW);
        return enough && tail.count() <= mark.bytes() && tail.value() == mark.tail() ? End.SAME : End.OTHER;
    }
}
