package dev.triptych.controlplane.journal;

import dev.triptych.controlplane.platform.Doubts;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The feed, read from the table. */
@Component
class StoredEvents implements EventFeed {
    private static final int PAGE = 200;
    private static final Duration GATHERING = Duration.ofMillis(20);
    private static final String COLUMNS =
            "select id, at, type, subject_type, subject_name, subject_id, run, from_state,"
                    + " to_state, reason_code, actor, message from event where id > ? and id <= ?";

    private final JdbcClient database;
    private final EventIds ids;
    private final Doubts doubts;
    private final FeedSignal signal;
    private final JournalProperties properties;
    private final Semaphore readers;
    private final AtomicReference<@Nullable EventTail> tail = new AtomicReference<>();

    StoredEvents(JdbcClient database, EventIds ids, Doubts doubts, FeedSignal signal, JournalProperties properties) {
        this.database = database;
        this.ids = ids;
        this.doubts = doubts;
        this.signal = signal;
        this.properties = properties;
        this.readers = new Semaphore(properties.readers());
    }

    /** Begins when somebody follows for the first time. */
    private EventTail tail() {
        EventTail known = tail.get();
        if (known != null) {
            return known;
        }
        EventTail fresh = new EventTail(signal, newest(), id -> after(id, null, PAGE), properties.kept());
        EventTail other = tail.compareAndExchange(null, fresh);
        return other == null ? fresh : other;
    }

    @Override
    public List<Event> after(long id, @Nullable String workload, int limit) {
        long settled = settled();
        JdbcClient.StatementSpec query = workload == null
                ? database.sql(COLUMNS + " order by id limit ?").params(id, settled, limit)
                : database.sql(COLUMNS + " and subject_type = 'WORKLOAD' and subject_name = ? order by id limit ?")
                        .params(id, settled, workload, limit);
        return query.query(StoredEvents::read).list();
    }

    @Override
    public List<Event> newest(@Nullable String workload, int limit) {
        long settled = settled();
        JdbcClient.StatementSpec query = workload == null
                ? database.sql(COLUMNS + " order by id desc limit ?").params(0, settled, limit)
                : database.sql(COLUMNS + " and subject_type = 'WORKLOAD' and subject_name = ? order by id desc limit ?")
                        .params(0, settled, workload, limit);
        return query.query(StoredEvents::read).list().reversed();
    }

    /** Every event up to this id is visible or never will be. */
    private long settled() {
        long settled = ids.settled();
        doubts.settle();
        return settled;
    }

    @Override
    public long removedUpTo() {
        return database.sql("select removed_up_to from event_retention")
                .query(Long.class)
                .single();
    }

    private long newest() {
        return database.sql("select coalesce(max(id), 0) from event where id <= ?")
                .param(settled())
                .query(Long.class)
                .single();
    }

    private static Event read(ResultSet row, int number) throws SQLException {
        return new Event(
                row.getLong("id"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("type"),
                new Event.Subject(
                        Event.SubjectType.valueOf(row.getString("subject_type")),
                        row.getString("subject_name"),
                        row.getString("subject_id")),
                row.getString("from_state"),
                row.getString("to_state"),
                row.getObject("run", Integer.class),
                ReasonCode.valueOf(row.getString("reason_code")),
                row.getString("actor"),
                row.getString("message"));
    }

    @Override
    public Reader open(@Nullable Long afterId, @Nullable String workload) {
        if (!readers.tryAcquire()) {
            throw new LimitReached(
                    ErrorCode.TOO_MANY_REQUESTS, "Too many event streams are open. Close one, or read GET /events.");
        }
        try {
            return new Position(afterId == null ? tail().end() : afterId, workload);
        } catch (RuntimeException e) {
            readers.release();
            throw e;
        }
    }

    private final class Position implements Reader {
        private final @Nullable String workload;
        private final AtomicBoolean closed = new AtomicBoolean();
        private long last;
        private boolean full;

        Position(long last, @Nullable String workload) {
            this.last = last;
            this.workload = workload;
        }

        @Override
        public boolean behind() {
            return full;
        }

        @Override
        public long position() {
            return last;
        }

        @Override
        public List<Event> next(Duration atMost) throws InterruptedException {
            long end = System.nanoTime() + atMost.toNanos();
            long seen = signal.count();
            List<Event> events = page();
            while (events.isEmpty() && end - System.nanoTime() > 0) {
                // what woke us may still wait for an older one to settle
                signal.awaitMoreThan(seen, Duration.ofNanos(end - System.nanoTime()));
                Thread.sleep(GATHERING); // so that a busy hour costs a reader few queries
                seen = signal.count();
                events = page();
            }
            return events;
        }

        private List<Event> page() {
            Optional<EventTail.Slice> slice = tail().after(last, this::isWanted, PAGE);
            if (slice.isPresent()) {
                last = slice.get().to();
                full = slice.get().events().size() == PAGE;
                return slice.get().events();
            }
            List<Event> events = after(last, workload, PAGE);
            full = events.size() == PAGE;
            if (!events.isEmpty()) {
                last = events.getLast().id();
            }
            return events;
        }

        private boolean isWanted(Event event) {
            return workload == null
                    || (event.subject().type() == Event.SubjectType.WORKLOAD
                            && workload.equals(event.subject().name()));
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                readers.release();
            }
        }
    }
}
