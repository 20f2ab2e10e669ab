package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.dispatch.DriverFailures;
import dev.triptych.controlplane.dispatch.Drivers;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.logs.LogStore;
import dev.triptych.controlplane.workload.BackendObject;
import dev.triptych.controlplane.workload.Ledger;
import dev.triptych.controlplane.workload.Reason;
import dev.triptych.controlplane.workload.RunRecord;
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
    private final Watches watches;
    private final RunMetrics metrics;
    private final Clock clock;

    Looking(Ledger ledger, Drivers drivers, LogStore logs, Watches watches, RunMetrics metrics, Clock clock) {
        this.ledger = ledger;
        this.drivers = drivers;
        this.logs = logs;
        this.watches = watches;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Whether there is more to do on this lane at once. */
    boolean look(Lane lane, WorkloadView view, Runnable onNews) {
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
            ledger.update(lane.id, now -> RunChanges.unknown(now, e.safeMessage()));
            return false;
        }
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
            return beginAfresh(lane, seen);
        }
        Session session = new Session(
                driver,
                seen.key(),
                run.number(),
                view.workload().description().lifecycle() == Lifecycle.JOB,
                Timeline.adopted(run.phases()));
        LogTap tap = new LogTap(session, logs.write(lane.id, run.number()), onNews);
        endTap(lane);
        lane.endSession();
        lane.begin(session, tap);
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
        session.adopted(seen, view.run().stage());
        tap.open();
        watches.started(lane, session, view.workload().description(), onNews);
        ledger.update(lane.id, now -> RunChanges.started(now, session, ReasonCode.ADOPTED));
    }

    /** The start did not happen: nothing of it is in the backend, or only what an earlier run left. */
    private boolean beginAfresh(Lane lane, Observation seen) {
        endTap(lane);
        lane.endSession();
        ledger.update(lane.id, now -> RunChanges.again(now, seen));
        return true;
    }
}
