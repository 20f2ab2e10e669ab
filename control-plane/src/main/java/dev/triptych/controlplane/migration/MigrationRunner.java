package dev.triptych.controlplane.migration;

import dev.triptych.controlplane.migration.Migration.Action;
import dev.triptych.controlplane.migration.Migration.Outcome;
import dev.triptych.controlplane.migration.Migration.State;
import dev.triptych.controlplane.migration.Migration.Step;
import dev.triptych.controlplane.migration.Migration.View;
import dev.triptych.controlplane.migration.Work.Progress;
import dev.triptych.gateway.client.GatewayUnavailable;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Takes migrations on, each from where it is on record and none waiting for another. A state is on record before anything is
 * done in it.
 */
@Component
class MigrationRunner implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(MigrationRunner.class);
    private static final long SAVE_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PATIENCE_MILLIS = 5000;

    private final MigrationRows rows;
    private final MigrationRecords records;
    private final OpenMigrations open;
    private final Settlement settlement;
    private final Map<State, Work> works;
    private final MigrationProperties properties;
    private final Clock clock;
    private final Map<UUID, Thread> threads = new ConcurrentHashMap<>();
    private volatile boolean running;

    MigrationRunner(
            MigrationRows rows,
            MigrationRecords records,
            OpenMigrations open,
            Settlement settlement,
            List<Work> works,
            MigrationProperties properties,
            Clock clock) {
        this.rows = rows;
        this.records = records;
        this.open = open;
        this.settlement = settlement;
        this.works = works.stream().collect(Collectors.toMap(Work::state, Function.identity()));
        this.properties = properties;
        this.clock = clock;
    }

    /** After the reconciler, which does what is asked of workloads. */
    @Override
    public int getPhase() {
        return 1;
    }

    @Override
    public void start() {
        running = true;
        for (Migration migration : rows.open()) {
            open.add(migration);
            take(migration.id());
        }
    }

    /** Takes one on until it ends. */
    void take(UUID id) {
        if (running) {
            threads.computeIfAbsent(
                    id, _ -> Thread.ofVirtual().name("migration").start(() -> loop(id)));
        }
    }

    /** What is under way is left as it is on record; the next start goes on with it. */
    @Override
    public void stop() {
        running = false;
        List<Thread> last = List.copyOf(threads.values());
        last.forEach(Thread::interrupt);
        try {
            for (Thread thread : last) {
                thread.join(PATIENCE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void loop(UUID id) {
        Saving saving = new Saving();
        boolean troubled = false;
        try {
            while (running) {
                try {
                    View view = rows.find(id).orElse(null);
                    if (view == null || view.migration().state().ended()) {
                        return;
                    }
                    step(view, saving);
                    troubled = false;
                } catch (GatewayUnavailable | RuntimeException e) {
                    if (running && !troubled) {
                        LOG.warn("a migration could not go on; it is tried again", e);
                    }
                    troubled = true;
                }
                Thread.sleep(properties.every());
            }
        } catch (InterruptedException e) {
            LOG.debug("interrupted, as at the end");
        } finally {
            threads.remove(id);
        }
    }

    private void step(View view, Saving saving) throws GatewayUnavailable, InterruptedException {
        Migration migration = view.migration();
        Work work = work(migration.state());
        Action request = migration.request();
        if (request != null && isAnswered(view, work, request)) {
            return;
        }
        if (migration.waiting()) {
            Progress guarded = work.guard(view);
            if (guarded.kind() == Progress.Kind.BROKEN) {
                wayBack(view, work, guarded);
            }
            return;
        }
        Progress progress = work.go(view);
        switch (progress.kind()) {
            case STAYS -> saving.save(view, progress);
            case PASSED -> passed(view, work, progress);
            case BROKEN -> wayBack(view, work, progress);
        }
    }

    /** Whether the request was one for this state; one that came too late is dropped. */
    private boolean isAnswered(View view, Work work, Action request) {
        Migration migration = view.migration();
        State state = migration.state();
        boolean late = state == State.ROLLING_BACK
                || (request == Action.PROMOTE && MigrationPolicy.refusal(state, migration.waiting(), request) != null);
        if (late) {
            records.forget(migration, request);
            return false;
        }
        Evidence evidence = view.current().evidence();
        switch (request) {
            case PROMOTE -> next(view, work, evidence, MigrationPolicy.after(state, migration.plan()), request);
            case ROLLBACK ->
                wayBack(view, work, evidence, Outcome.CUT_SHORT, State.ROLLED_BACK, request, "Somebody asked for it.");
            case CANCEL ->
                wayBack(view, work, evidence, Outcome.CUT_SHORT, State.CANCELLED, request, "It was cancelled.");
        }
        return true;
    }

    private void passed(View view, Work work, Progress progress) {
        Migration migration = view.migration();
        if (migration.state() == State.ROLLING_BACK) {
            State goal = migration.goal() == null ? State.ROLLED_BACK : migration.goal();
            Evidence.Rollback rollback = progress.evidence().rollback();
            String why = rollback == null ? "" : rollback.why();
            String words = goal == State.ROLLED_BACK
                    ? "The old workload has all requests again. " + why
                    : "The service stayed as it was. " + why;
            records.end(view, Outcome.PASSED, progress.evidence(), goal, words.strip());
            return;
        }
        State next = MigrationPolicy.after(migration.state(), migration.plan());
        if (MigrationPolicy.isGated(next, migration.plan())) {
            records.await(view, progress.evidence(), progress.mark(), next);
        } else {
            next(view, work, progress.evidence(), next, null);
        }
    }

    private void next(View view, Work work, Evidence evidence, State next, @Nullable Action done) {
        work.leave(view);
        if (next == State.DONE) {
            settlement.finish(view.migration());
            String old = view.migration().plan().old().workload();
            records.end(
                    view,
                    Outcome.PASSED,
                    evidence,
                    State.DONE,
                    "The service is moved. "
                            + (view.migration().plan().removeOld()
                                    ? "The old workload is deleted."
                                    : "The old workload \"" + old + "\" stays, stopped."));
            return;
        }
        records.advance(
                view,
                Outcome.PASSED,
                evidence,
                MigrationRecords.begun(view.current().position() + 1, next, clock.instant(), Evidence.NONE, Mark.NONE),
                null,
                done,
                "It is " + MigrationPolicy.word(next) + ".");
    }

    private void wayBack(View view, Work work, Progress broken) {
        if (view.migration().state() == State.ROLLING_BACK) {
            settlement.move(view.migration());
            records.end(view, Outcome.FAILED, broken.evidence(), State.FAILED, broken.message());
            return;
        }
        wayBack(
                view,
                work,
                broken.evidence(),
                Outcome.FAILED,
                MigrationPolicy.goalOfFailure(view.migration().state()),
                null,
                broken.message());
    }

    private void wayBack(
            View view, Work work, Evidence evidence, Outcome outcome, State goal, @Nullable Action done, String why) {
        work.leave(view);
        Step back = MigrationRecords.begun(
                view.current().position() + 1,
                State.ROLLING_BACK,
                clock.instant(),
                Evidence.of(new Evidence.Rollback(why, false, null, null)),
                Mark.NONE);
        records.advance(view, outcome, evidence, back, goal, done, why);
    }

    private Work work(State state) {
        Work work = works.get(state);
        if (work == null) {
            throw new IllegalStateException("nobody does " + state);
        }
        return work;
    }

    /** Puts on record how far a state is: where it stands at once, figures now and then. */
    private final class Saving {
        private long saved = System.nanoTime() - SAVE_AGAIN_NANOS;

        void save(View view, Progress progress) {
            boolean moved = !progress.mark().equals(view.current().mark());
            boolean shown = !progress.evidence().equals(view.current().evidence())
                    || !progress.message().equals(view.migration().message());
            if (moved || (shown && System.nanoTime() - saved >= SAVE_AGAIN_NANOS)) {
                records.save(view, progress.evidence(), progress.mark(), progress.message());
                saved = System.nanoTime();
            }
        }
    }
}
