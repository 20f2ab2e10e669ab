package dev.triptych.controlplane.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.journal.EventTail.Slice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EventTailTest {
    private static final int PAGE = 2;

    private final List<Event> table = new ArrayList<>();
    private final FeedSignal signal = new FeedSignal();
    private int queries;

    private EventTail tail(int kept) {
        return new EventTail(signal, 0, this::page, kept);
    }

    private List<Event> page(long after) {
        queries++;
        return table.stream().filter(event -> event.id() > after).limit(PAGE).toList();
    }

    private void write(long... ids) {
        LongStream.of(ids).mapToObj(EventTailTest::event).forEach(table::add);
        signal.raise();
    }

    private static Event event(long id) {
        Event.Subject subject = new Event.Subject(Event.SubjectType.WORKLOAD, id % 2 == 0 ? "even" : "odd", "-");
        return new Event(
                id, Instant.EPOCH, "workload.changed", subject, null, null, null, ReasonCode.ADOPTED, "system", "");
    }

    private static List<Long> ids(Slice slice) {
        return slice.events().stream().map(Event::id).toList();
    }

    @Test
    void anEventIsReadFromTheTableOnceForAllReaders() {
        EventTail tail = tail(10);
        write(1, 2, 3);
        Slice first = tail.after(0, _ -> true, 10).orElseThrow();
        int before = queries;
        for (int reader = 0; reader < 100; reader++) {
            assertThat(ids(tail.after(0, _ -> true, 10).orElseThrow())).containsExactly(1L, 2L, 3L);
        }
        assertThat(first.to()).isEqualTo(3);
        assertThat(queries).isEqualTo(before);
    }

    @Test
    void aReaderWithoutNewsMovesOnAllTheSame() {
        EventTail tail = tail(10);
        write(1, 3, 5);
        Slice none = tail.after(0, event -> event.subject().name().equals("even"), 10)
                .orElseThrow();
        assertThat(none.events()).isEmpty();
        assertThat(none.to()).isEqualTo(5);
    }

    @Test
    void aLimitedSliceGoesOnWhereItEnded() {
        EventTail tail = tail(10);
        write(1, 2, 3);
        Slice first = tail.after(0, _ -> true, 2).orElseThrow();
        assertThat(ids(first)).containsExactly(1L, 2L);
        assertThat(ids(tail.after(first.to(), _ -> true, 2).orElseThrow())).containsExactly(3L);
    }

    @Test
    void whoIsTooFarBehindIsSentToTheTable() {
        EventTail tail = tail(2);
        write(1, 2, 3, 4);
        assertThat(tail.after(1, _ -> true, 10)).isEmpty();
        assertThat(ids(tail.after(2, _ -> true, 10).orElseThrow())).containsExactly(3L, 4L);
    }

    @Test
    void aFailedReadIsTriedAgain() {
        EventTail tail = new EventTail(
                signal,
                0,
                after -> {
                    if (queries++ == 0) {
                        throw new IllegalStateException("the database is away");
                    }
                    return page(after);
                },
                10);
        write(1);
        org.assertj.core.api.Assertions.assertThatIllegalStateException()
                .isThrownBy(() -> tail.after(0, _ -> true, 10));
        assertThat(ids(tail.after(0, _ -> true, 10).orElseThrow())).containsExactly(1L);
    }
}
