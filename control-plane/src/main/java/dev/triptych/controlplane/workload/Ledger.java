package dev.triptych.controlplane.workload;

import dev.triptych.controlplane.journal.Event;
import dev.triptych.controlplane.journal.EventDraft;
import dev.triptych.controlplane.journal.Journal;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.Doubts;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.RoundTrip;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.spi.WorkloadId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The only writer of workloads and runs. It writes one change of one workload at a time, and keeps what is not at rest in
 * memory, so that a short job is not read again for each step of its life. What it answers is always on disk already.
 */
@Component
public class Ledger {
    private final JdbcClient database;
    private final Journal journal;
    private final Doubts doubts;
    private final Waiters waiters;
    private final Clock clock;
    private final Map<WorkloadId, Entry> entries = new ConcurrentHashMap<>();

    Ledger(JdbcClient database, Journal journal, Doubts doubts, Waiters waiters, Clock clock) {
        this.database = database;
        this.journal = journal;
        this.doubts = doubts;
        this.waiters = waiters;
        this.clock = clock;
    }

    /** The latest view from memory or the database; null when there never was such a workload. */
    public @Nullable WorkloadView find(WorkloadId id) {
        Entry entry = entries.get(id);
        WorkloadView known = entry == null ? null : entry.view;
        return known != null ? known : read(id);
    }

    /** Those that are not at rest: a run has not ended, another is to follow, or something is to be removed. */
    public List<WorkloadView> unsettled() {
        doubts.settle();
        return database.sql(WorkloadRows.selectIn(
                        "select i.id from workload i where i.deleted_at is null and " + WorkloadRows.UNSETTLED))
                .query(WorkloadRows::readView)
                .list();
    }

    /** What the backend called the last start of this generation's object before a run; null when there was none. */
    public @Nullable String incarnationBefore(RunRecord run) {
        return database.sql("select incarnation from run where workload_id = ? and generation = ? and number < ?"
                        + " and incarnation is not null order by number desc limit 1")
                .params(run.workload().value(), run.generation(), run.number())
                .query(String.class)
                .optional()
                .orElse(null);
    }

    /** Puts a new workload on record. */
    WorkloadView insert(Change change, CreationKeys.Recording more) {
        WorkloadRecord workload = change.workload();
        RoundTrip trip = new RoundTrip();
        WorkloadRows.insert(trip, workload);
        RunRows.insert(trip, change.run());
        more.add(trip, workload.id());
        openIntent(trip, change);
        commit(trip, null, change);
        WorkloadView view = WorkloadView.of(workload, change.run());
        entries.computeIfAbsent(workload.id(), id -> new Entry()).view = view;
        waiters.publish(view);
        return view;
    }

    /**
     * Writes one change.
     *
     * @param change from the latest view to what is to be written; answers null when there is nothing to write. It is
     *     called under the workload's lock and must be quick
     * @return the view after the change
     * @throws IllegalArgumentException when there never was such a workload
     */
    public WorkloadView update(WorkloadId id, ChangeMaker change) {
        while (true) {
            Entry entry = entries.computeIfAbsent(id, key -> new Entry());
            entry.lock.lock();
            try {
                if (!entry.evicted) {
                    return write(id, entry, change);
                }
            } finally {
                entry.lock.unlock();
            }
        }
    }

    private WorkloadView write(WorkloadId id, Entry entry, ChangeMaker maker) {
        WorkloadView before = entry.view != null ? entry.view : read(id);
        if (before == null) {
            evict(id, entry);
            throw new IllegalArgumentException("there never was a workload " + id);
        }
        Change change = maker.make(before);
        WorkloadView after = change == null ? before : storeOrForget(entry, before, change);
        entry.view = after;
        if (after.workload().isSettled()) {
            evict(id, entry);
        }
        if (change != null) {
            waiters.publish(after);
        }
        return after;
    }

    /** A connection may be lost after the commit: then only the database knows what holds. */
    private WorkloadView storeOrForget(Entry entry, WorkloadView before, Change change) {
        try {
            return store(before, change);
        } catch (DataAccessException e) {
            entry.view = null;
            throw e;
        }
    }

    private WorkloadView store(WorkloadView before, Change change) {
        RoundTrip trip = new RoundTrip();
        RunRecord run = change.run();
        WorkloadRecord workload = change.workload();
        if (workload.state() != before.state()) {
            workload = workload.edit().changedAt(clock.instant()).done();
        }
        if (run.number() > before.run().number()) {
            RunRows.insert(trip, run);
        } else {
            RunRows.update(trip, run);
        }
        WorkloadRows.update(trip, workload);
        if (!workload.description().equals(before.workload().description())) {
            WorkloadRows.describe(trip, workload);
        }
        keepGenerations(trip, before.workload(), workload, change);
        if (change.settled()) {
            IntentRows.settle(trip, workload.id(), run.number(), clock.instant());
        }
        openIntent(trip, change);
        commit(trip, before.state(), change);
        return WorkloadView.of(workload, run);
    }

    private void keepGenerations(RoundTrip trip, WorkloadRecord before, WorkloadRecord after, Change change) {
        if (after.deletedAt() != null) {
            GenerationRows.forget(trip, after);
        } else if (before.deletedAt() == null && after.generation() > before.generation()) {
            Actor actor = change.steps().getLast().actor();
            GenerationRows.replace(trip, before, after, actor, clock.instant());
        }
    }

    private void commit(RoundTrip trip, @Nullable WorkloadState before, Change change) {
        try {
            journal.write(trip, events(before, change));
        } catch (DuplicateKeyException e) {
            throw new Conflict(
                    ErrorCode.NAME_TAKEN,
                    "There is already a workload \"" + change.workload().name()
                            + "\". Choose another name, or delete that one.");
        }
    }

    private void openIntent(RoundTrip trip, Change change) {
        Intent intent = change.intent();
        if (intent != null) {
            RunRecord run = change.run();
            IntentRows.open(trip, run.workload(), intent, run.number(), run.generation(), clock.instant());
        }
    }

    private List<EventDraft> events(@Nullable WorkloadState before, Change change) {
        List<EventDraft> events = new ArrayList<>();
        WorkloadRecord workload = change.workload();
        Event.Subject subject = new Event.Subject(
                Event.SubjectType.WORKLOAD, workload.name(), workload.id().toString());
        WorkloadState from = before;
        for (Change.Step step : change.steps()) {
            events.add(new EventDraft(
                    clock.instant(),
                    from == step.state() ? "workload.changed" : "workload.state-changed",
                    subject,
                    from == null ? null : word(from),
                    word(step.state()),
                    change.run().number(),
                    step.reason(),
                    step.actor(),
                    step.message()));
            from = step.state();
        }
        return events;
    }

    private static String word(WorkloadState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private void evict(WorkloadId id, Entry entry) {
        entry.evicted = true;
        entries.remove(id, entry);
    }

    private @Nullable WorkloadView read(WorkloadId id) {
        doubts.settle();
        return database.sql(WorkloadRows.SELECT + " where w.id = ?")
                .param(id.value())
                .query(WorkloadRows::readView)
                .optional()
                .orElse(null);
    }

    /** Makes a change from the latest view. */
    @FunctionalInterface
    public interface ChangeMaker {
        @Nullable
        Change make(WorkloadView now);
    }

    private static final class Entry {
        final ReentrantLock lock = new ReentrantLock();
        volatile @Nullable WorkloadView view;
        boolean evicted;
    }
}
