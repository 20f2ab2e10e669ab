package dev.triptych.driver.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.driver.container.LogCursor.Counted;
import dev.triptych.driver.container.LogCursor.Stamped;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.Moment;
import dev.triptych.tck.CollectedLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogPassTest {
    private static final LogPass.Window ALL = new LogPass.Window(0, Long.MAX_VALUE);
    private static final Set<LogStream> NONE = EnumSet.noneOf(LogStream.class);
    private static final Clock CLOCK = Clock.systemUTC();
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final CollectedLog sink = new CollectedLog();

    private static LogFrame out(long stamp, String text) {
        return new LogFrame(LogStream.STDOUT, stamp, text.getBytes(UTF_8), Moment.now(CLOCK));
    }

    private static LogFrame err(long stamp, String text) {
        return new LogFrame(LogStream.STDERR, stamp, text.getBytes(UTF_8), Moment.now(CLOCK));
    }

    private LogPass pass(LogCursor cursor) {
        return new LogPass(cursor, NONE, ALL, sink);
    }

    private static boolean feed(LogPass pass, List<LogFrame> frames) {
        return frames.stream().allMatch(pass::accept) && pass.complete();
    }

    private String stdout() {
        return sink.text(LogStream.STDOUT);
    }

    @Test
    void fromTheStartEverythingIsHandedOn() {
        assertThat(feed(pass(LogCursor.START), List.of(out(1, "a\n"), err(2, "x\n"), out(3, "b\n"))))
                .isTrue();

        assertThat(stdout()).isEqualTo("a\nb\n");
        assertThat(sink.text(LogStream.STDERR)).isEqualTo("x\n");
        assertThat(sink.gaps()).isZero();
    }

    @Test
    void entriesOfOtherIncarnationsAreLeftOut() {
        LogPass pass = new LogPass(LogCursor.START, NONE, new LogPass.Window(10, 20), sink);
        feed(pass, List.of(out(9, "before "), out(10, "first "), out(19, "last "), out(20, "after")));

        assertThat(stdout()).isEqualTo("first last ");
    }

    @Test
    void eachCursorOnTheWayResumesExactly() {
        List<LogFrame> log = List.of(out(1, "ab"), err(1, "XY"), out(1, "cd"), out(2, "ef"), err(3, "Z"));
        feed(pass(LogCursor.START), log);

        for (var chunk : sink.chunks()) {
            CollectedLog rest = new CollectedLog();
            feed(new LogPass(LogCursor.parse(chunk.next()), NONE, ALL, rest), log);
            int kept = sink.chunks().indexOf(chunk) + 1;
            List<String> expected = sink.chunks().subList(kept, log.size()).stream()
                    .map(later -> new String(later.bytes(), UTF_8))
                    .toList();
            assertThat(rest.chunks().stream().map(later -> new String(later.bytes(), UTF_8)))
                    .containsExactlyElementsOf(expected);
            assertThat(rest.gaps()).isZero();
        }
    }

    @Test
    void entriesBeyondTheLimitAreCutIntoChunksWithTheirOwnCursors() {
        String large = "x".repeat(LogPass.MOST_CHUNK_BYTES + 5);
        List<LogFrame> log = List.of(out(7, large));
        feed(pass(LogCursor.START), log);

        assertThat(sink.chunks()).hasSize(2);
        CollectedLog rest = new CollectedLog();
        feed(new LogPass(LogCursor.parse(sink.chunks().getFirst().next()), NONE, ALL, rest), log);
        assertThat(rest.text(LogStream.STDOUT)).isEqualTo("xxxxx");
    }

    @Test
    void aLiveCursorInTheMiddleOfAnEntryResumesExactly() {
        LogCursor cursor = live("hello wor", 5 * SECOND);
        assertThat(feed(pass(cursor), List.of(out(5 * SECOND, "hello "), out(6 * SECOND, "world\n"))))
                .isTrue();

        assertThat(stdout()).isEqualTo("ld\n");
        assertThat(sink.gaps()).isZero();
    }

    @Test
    void aStampThatIsGoneFromTheLogIsAGap() {
        LogCursor cursor = new LogCursor(new Stamped(5, 3), Counted.NONE);
        feed(pass(cursor), List.of(out(8, "later\n")));

        assertThat(stdout()).isEqualTo("later\n");
        assertThat(sink.gaps()).isEqualTo(1);
    }

    @Test
    void aLiveCursorIsFoundInALogThatLostItsBeginning() {
        List<LogFrame> log = randomLines(2000, 1);
        String delivered = text(log.subList(0, 1500)) + "half";
        LogCursor cursor = live(delivered, 1500);
        List<LogFrame> whole = new ArrayList<>(log.subList(0, 1500));
        whole.add(out(1500, "half of a line\n"));
        whole.addAll(log.subList(1500, 2000).stream()
                .map(frame -> out(frame.epochNanos() + 1, text(List.of(frame))))
                .toList());
        List<LogFrame> retained = whole.subList(1200, whole.size());

        LogPass first = pass(cursor);
        assertThat(feed(first, retained)).isFalse();
        assertThat(first.cut()).containsExactly(LogStream.STDOUT);
        assertThat(feed(new LogPass(first.cursor(), first.cut(), ALL, sink), retained))
                .isTrue();

        assertThat(delivered + stdout()).isEqualTo(text(whole));
        assertThat(sink.gaps()).isZero();
    }

    @Test
    void aLiveCursorThatIsGoneIsAGapAndWhatIsThereFollows() {
        List<LogFrame> log = randomLines(3000, SECOND / 100);
        LogCursor cursor = live(text(log.subList(0, 2000)), log.get(1999).epochNanos());
        List<LogFrame> retained = log.subList(2500, 3000);

        LogPass first = pass(cursor);
        assertThat(feed(first, retained)).isFalse();
        assertThat(feed(new LogPass(first.cursor(), first.cut(), ALL, sink), retained))
                .isTrue();

        assertThat(stdout()).isEqualTo(text(retained));
        assertThat(sink.gaps()).isEqualTo(1);
    }

    @Test
    void aLogThatEndsWithWhatWasDeliveredIsAtItsEnd() {
        List<LogFrame> log = randomLines(2000, 1);
        LogCursor cursor = live(text(log), 2000);

        assertThat(end(log).isAt(cursor)).isTrue();
        assertThat(end(log.subList(1000, 2000)).isAt(cursor)).isTrue();
        assertThat(end(log.subList(0, 1999)).isAt(cursor)).isFalse();
        List<LogFrame> more = new ArrayList<>(log);
        more.add(out(3000, "more\n"));
        assertThat(end(more).isAt(cursor)).isFalse();
    }

    @Test
    void repetitiveOutputDoesNotHideThatMoreCame() {
        List<LogFrame> log =
                IntStream.range(0, 1000).mapToObj(i -> out(i, "y\n")).toList();
        LogCursor cursor = live("y\n".repeat(999), 998);

        assertThat(end(log).isAt(cursor)).isFalse();
        feed(pass(cursor), log);
        assertThat(stdout()).isEqualTo("y\n");
    }

    private static LogEnd end(List<LogFrame> frames) {
        LogEnd end = new LogEnd(ALL);
        frames.forEach(end::accept);
        return end;
    }

    private static LogCursor live(String delivered, long atNanos) {
        return new LogCursor.Counter()
                .advance(LogStream.STDOUT, delivered.getBytes(UTF_8), Instant.ofEpochSecond(0, atNanos));
    }

    private static List<LogFrame> randomLines(int count, long stampStep) {
        Random random = new Random(42);
        return IntStream.range(0, count)
                .mapToObj(i -> out(i * stampStep, Long.toHexString(random.nextLong()) + "\n"))
                .toList();
    }

    private static String text(List<LogFrame> frames) {
        StringBuilder text = new StringBuilder();
        frames.forEach(frame -> text.append(new String(frame.bytes(), UTF_8)));
        return text.toString();
    }
}
