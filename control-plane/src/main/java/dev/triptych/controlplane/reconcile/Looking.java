package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.dispatch.DriverFailures;
import dev.triptych.controlplane.dispatch.Drivers;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.logs.LogStore;
import dev.triptych.controlplane.workload.BackendObject;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.Ledger;
import dev.triptych.controlplane.workload.Reason;
import dev.triptych.controlplane.workload.RunRecord;
import dev.triptych.controlplane.workload.Stage;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadKind;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Finds out what became of a run that this process did not see, or lost sight of.
 *
 * <p>A run <em>has started</em> when the backend's object carries an incarnation that no earlier run had. It is
 * <em>lost</em> when it had started and its object is gone, or when it was at the mercy of a process that is gone.
 */
@Component
class Looking {
    private final Ledger ledger;
    private final Drivers drivers;
    private final LogStore logs;
    private final Outputs outputs;
    private final Watches watches;
    private final RunMetrics metrics;
    private final Clock clock;

    Looking(
            Ledger ledger,
            Drivers drivers,
            LogStore logs,
            Outputs outputs,
            Watches watches,
            RunMetrics metrics,
            Clock clock) {
        this.ledger = ledger;
        this.drivers = drivers;
        this.logs = logs;
        this.outputs = outputs;
        this.watches = watches;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Whether there is more to do on this lane at once. */
    boolean look(Lane lane, WorkloadView view, Runnable onNews) {
        if (isNotDueYet(view)) {
            lane.sure();
            return true;
        }
        try {
            BackendObject object = view.workload().object();
            WorkloadKind kind = object == null ? view.workload().description().kind() : object.kind();
            Driver driver = drivers.of(kind);
            Session session = lane.session();
            if (session == null && !driver.workloadsSurviveRestart()) {
                return lostWithUs(lane, view);
            }
            Observation seen = driver.observe(
                    new WorkloadKey(view.workload().id(), view.run().generation()));
            lane.sure();
            return (session != null && session.hasStarted())
                    ? seenAgain(lane, session, seen)
                    : decide(lane, driver, view, seen, onNews);
        } catch (DriverException e) {
            DriverFailures.log(e);
            Session session = lane.session();
            ledger.update(lane.id, now -> RunChanges.unknown(now, session, e.safeMessage(), clock.instant()));
            return false;
        }
    }

    /** What waits for the end of its back-off was not begun by anybody. */
    private boolean isNotDueYet(WorkloadView view) {
        Instant nextAt = view.workload().restarts().nextAt();
        return view.workload().isDelayed() && nextAt != null && nextAt.isAfter(clock.instant());
    }

    private boolean lostWithUs(Lane lane, WorkloadView view) {
        lane.sure();
        Reason reason = new Reason(
                ReasonCode.LOST_WITH_CONTROL_PLANE, "It ran inside the control plane, and that was restarted.");
        logs.write(lane.id, view.run().number()).end();
        WorkloadView after = ledger.update(lane.id, now -> RunChanges.lost(now, reason, clock.instant()));
        metrics.ended(after.workload().description().kind(), after.run());
        return true;
    }

    /** This process saw the run start and lost sight of it. */
    private boolean seenAgain(Lane lane, Session session, Observation seen) {
        if (seen.state() == ObservedState.ABSENT) {
            vanished(session);
        } else if (!Objects.equals(seen.incarnation(), session.incarnation())) {
            session.vanished(ExitReason.LOST, Moment.now(clock), "It was started again by somebody else.");
        } else {
            session.lookedAndRuns();
            session.accept(seen);
            ledger.update(
                    lane.id,
                    now -> now.run().incarnation() == null
                            ? RunChanges.started(now, session, ReasonCode.STARTED)
                            : RunChanges.seen(now, session));
        }
        return true;
    }

    private void vanished(Session session) {
        session.vanished(ExitReason.LOST, Moment.now(clock), "Its object in the backend is gone.");
    }

    private boolean decide(Lane lane, Driver driver, WorkloadView view, Observation seen, Runnable onNews) {
        RunRecord run = view.run();
        String before = ledger.incarnationBefore(run);
        boolean started = run.incarnation() != null || hasNewIncarnation(seen, before);
        if (!started) {
            return isStuck(lane, run) ? endStuck(lane) : beginAfresh(lane, seen);
        }
        boolean stuck = isStuck(lane, run);
        Session session = new Session(
                driver,
                seen.key(),
                run.number(),
                view.workload().description().lifecycle() == Lifecycle.JOB,
                Timeline.adopted(run.phases()));
        LogTap tap = new LogTap(session, logs.write(lane.id, run.number()), outputs, onNews);
        endTap(lane);
        lane.endSession();
        lane.begin(session, tap);
        if (stuck) {
            session.endFor(StopCause.STUCK_IN_STARTING);
        }
        if (seen.state() == ObservedState.ABSENT) {
            vanished(session);
            return true;
        }
        adopt(lane, session, tap, view, seen, onNews);
        return true;
    }

    private static boolean hasNewIncarnation(Observation seen, @Nullable String before) {
        return seen.incarnation() != null && !seen.incarnation().equals(before);
    }

    private static void endTap(Lane lane) {
        LogTap old = lane.tap();
        if (old != null) {
            old.close();
        }
    }

    private void adopt(Lane lane, Session session, LogTap tap, WorkloadView view, Observation seen, Runnable onNews) {
        Description description = view.workload().description();
        boolean readyAtOnce = description.lifecycle() == Lifecycle.SERVICE && description.probe() == null;
        session.adopted(seen, view.run().stage(), view.run().readyAt(), readyAtOnce);
        tap.open();
        watches.started(lane, session, view.workload().description(), onNews);
        ledger.update(lane.id, now -> RunChanges.started(now, session, ReasonCode.ADOPTED));
    }

    /** This process has tried to start it for longer than it may. */
    private static boolean isStuck(Lane lane, RunRecord run) {
        Session session = lane.session();
        return session != null && session.run == run.number() && session.due() == StopCause.STUCK_IN_STARTING;
    }

    /** The start did not happen, and is given up. What may be left of it goes with the workload, or with its next start. */
    private boolean endStuck(Lane lane) {
        Session session = lane.session();
        LogTap tap = lane.tap();
        if (tap != null) {
            tap.end();
        }
        lane.endSession();
        WorkloadView after = ledger.update(
                lane.id,
                now -> RunChanges.failed(now, Stage.FAILED, Endings.STUCK_IN_STARTING, session, clock.instant()));
        metrics.ended(after.workload().description().kind(), after.run());
        return true;
    }

    /** The start did not happen: nothing of it is in the backend, or only what an earlier run left. */
    private boolean beginAfresh(Lane lane, Observation seen) {
        endTap(lane);
        lane.endSession();
        ledger.update(lane.id, now -> RunChanges.again(now, seen));
        return true;
    }
}
