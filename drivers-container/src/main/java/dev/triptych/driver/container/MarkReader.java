package dev.triptych.driver.container;

import dev.triptych.driver.container.LogCursor.Counted;
import dev.triptych.driver.container.LogCursor.Mark;
import dev.triptych.driver.container.LogCursor.Stamped;
import java.time.Duration;

/** Reads one stream of a log up to a mark, then takes all. */
abstract class MarkReader {
    /** The Engine writes a line to the log when it is complete, or when it has this many bytes of it. */
    private static final long LONGEST_PARTIAL_LINE = 16 << 10;

    /** How much later than its arrival here a byte may be stamped. */
    private static final long STAMP_SLACK_NANOS = Duration.ofSeconds(1).toNanos();

    private long stamp;
    private long bytesOfStamp;

    /** What an entry says about the log. */
    enum Finding {
        WHOLE,
        /** The log does not begin where the stream began. */
        CUT,
        /** What comes now does not follow on the mark. */
        AFTER_LOSS
    }

    /**
     * The new part of an entry.
     *
     * @param from the index of its first new byte
     * @param bytesOfStampBefore bytes of earlier entries with the same stamp
     */
    record Take(Finding finding, int from, long bytesOfStampBefore) {}

    static MarkReader of(Mark mark, boolean cut) {
        return switch (mark) {
            case Counted counted -> cut ? new SearchingReader(counted) : new CountingReader(counted);
            case Stamped stamped -> new StampReader(stamped);
        };
    }

    final Take take(LogFrame frame) {
        if (frame.epochNanos() != stamp) {
            stamp = frame.epochNanos();
            bytesOfStamp = 0;
        }
        Take taken = take(frame, bytesOfStamp);
        bytesOfStamp += frame.bytes().length;
        return taken;
    }

    abstract Take take(LogFrame frame, long bytesOfStampBefore);

    /** What it means that the log ends for good here. */
    abstract Finding atEnd();

    private static final class CountingReader extends MarkReader {
        private final Counted mark;
        private final TailHash tail = new TailHash();

        CountingReader(Counted mark) {
            this.mark = mark;
        }

        @Override
        Take take(LogFrame frame, long bytesOfStampBefore) {
            long missing = mark.bytes() - tail.count();
            if (missing > LONGEST_PARTIAL_LINE && frame.epochNanos() > mark.asOfNanos() + STAMP_SLACK_NANOS) {
                return new Take(Finding.CUT, 0, bytesOfStampBefore);
            }
            int known = (int) Math.min(missing, frame.bytes().length);
            tail.update(frame.bytes(), 0, known);
            boolean wrong = known > 0 && known == missing && tail.value() != mark.tail();
            return new Take(wrong ? Finding.CUT : Finding.WHOLE, known, bytesOfStampBefore);
        }

        @Override
        Finding atEnd() {
            return tail.count() < mark.bytes() ? Finding.CUT : Finding.WHOLE;
        }
    }

    /** Looks for the place where the log holds the last bytes before the mark. */
    private static final class SearchingReader extends MarkReader {
        private final Counted mark;
        private final TailHash tail = new TailHash();
        private boolean found;

        SearchingReader(Counted mark) {
            this.mark = mark;
        }

        @Override
        Take take(LogFrame frame, long bytesOfStampBefore) {
            if (found) {
                return new Take(Finding.WHOLE, 0, bytesOfStampBefore);
            }
            byte[] bytes = frame.bytes();
            boolean mayBeHere = frame.epochNanos() >= mark.asOfNanos() - STAMP_SLACK_NANOS;
            for (int i = 0; i < bytes.length; i++) {
                tail.update(bytes[i]);
                if (mayBeHere && endsLikeTheMark()) {
                    found = true;
                    return new Take(Finding.WHOLE, i + 1, bytesOfStampBefore);
                }
            }
            if (frame.epochNanos() > mark.asOfNanos() + STAMP_SLACK_NANOS) {
                found = true;
                return new Take(Finding.AFTER_LOSS, 0, bytesOfStampBefore);
            }
            return new Take(Finding.WHOLE, bytes.length, bytesOfStampBefore);
        }

        private boolean endsLikeTheMark() {
            return tail.count() >= Math.min(mark.bytes(), TailHash.WINDOW) && tail.value() == mark.tail();
        }

        @Override
        Finding atEnd() {
            return found ? Finding.WHOLE : Finding.AFTER_LOSS;
        }
    }

    private static final class StampReader extends MarkReader {
        private final Stamped mark;
        private boolean found;

        StampReader(Stamped mark) {
            this.mark = mark;
        }

        @Override
        Take take(LogFrame frame, long bytesOfStampBefore) {
            int length = frame.bytes().length;
            if (frame.epochNanos() < mark.epochNanos()) {
                return new Take(Finding.WHOLE, length, bytesOfStampBefore);
            }
            if (frame.epochNanos() == mark.epochNanos()) {
                found = true;
                long known = Math.clamp(mark.bytes() - bytesOfStampBefore, 0L, length);
                return new Take(Finding.WHOLE, (int) known, bytesOfStampBefore);
            }
            Finding finding = found ? Finding.WHOLE : Finding.AFTER_LOSS;
            found = true;
            return new Take(finding, 0, bytesOfStampBefore);
        }

        @Override
        Finding atEnd() {
            return Finding.WHOLE;
        }
    }
}
