package dev.triptych.controlplane.journal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/**
 * The newest events, read from the table once for all who follow, so that an event costs one query and not one for each
 * open stream. It holds every event after {@code from} up to {@code to}.
 */
final class EventTail {
    private final FeedSignal signal;
    private final LongFunction<List<Event>> nextPage;
    private final int kept;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Event> events = new ArrayDeque<>();
    private long from;
    private long to;
    private long seen = -1;

    /**
     * @param start the id after which it begins
     * @param nextPage reads settled events after an id, oldest first; an empty page means that there are no more
     */
    EventTail(FeedSignal signal, long start, LongFunction<List<Event>> nextPage, int kept) {
        this.signal = signal;
        this.nextPage = nextPage;
        this.kept = kept;
        this.from = start;
        this.to = start;
    }

    /** What of the tail follows an id and is wanted, and up to which id that was looked for. */
    record Slice(List<Event> events, long to) {}

    /** Empty when the id lies before what is held. */
    Optional<Slice> after(long id, Predicate<Event> wanted, int limit) {
        lock.lock();
        try {
            refresh();
            if (id < from) {
                return Optional.empty();
            }
            List<Event> found = events.stream()
                    .filter(event -> event.id() > id && wanted.test(event))
                    .limit(limit)
                    .toList();
            long lookedAt =
                    found.size() < limit ? Math.max(id, to) : found.getLast().id();
            return Optional.of(new Slice(found, lookedAt));
        } finally {
            lock.unlock();
        }
    }

    /** Where it ends now. */
    long end() {
        lock.lock();
        try {
            refresh();
            return to;
        } finally {
            lock.unlock();
        }
    }

    private void refresh() {
        long count = signal.count();
        if (count == seen) {
            return;
        }
        for (List<Event> page = nextPage.apply(to); !page.isEmpty(); page = nextPage.apply(to)) {
            page.forEach(this::add);
        }
        seen = count;
    }

    private void add(Event event) {
        events.addLast(event);
        to = event.id();
        if (events.size() > kept) {
            from = events.removeFirst().id();
        }
    }
}
