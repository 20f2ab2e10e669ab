package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.dispatch.DriverFailures;
import dev.triptych.controlplane.dispatch.Drivers;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.logs.LogStore;
import dev.triptych.controlplane.workload.BackendObject;
import dev.triptych.controlplane.workload.Ledger;
import dev.triptych.controlplane.workload.Reason;
import dev.triptych.controlplane.workload.Stage;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.Usage;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadKind;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Ends runs, and removes what they leave. */
@Component
class Closing {
    private final Ledger ledger;
    private final Drivers drivers;
    private final LogStore logs;
    private final Deadlines deadlines;
    private final KillPoints kills;
    private final RunMetrics metrics;
    private final ReconcileProperties properties;
    private final Clock clock;

    Closing(
            Ledger ledger,
            Drivers drivers,
            LogStore logs,
            Deadlines deadlines,
            KillPoints kills,
            RunMetrics metrics,
            ReconcileProperties properties,
            Clock clock) {
        this.ledger = ledger;
        this.drivers = drivers;
        this.logs = logs;
        this.deadlines = deadlines;
        this.kills = kills;
        this.metrics = metrics;
        this.properties = properties;
        this.clock = clock;
    }

    /** Asks the run to end and sees to it that it does. */
    boolean stop(Lane lane, Session session) {
        StopCause cause = session.stopIssued();
        Duration grace = cause == StopCause.ASKED ? properties.stopGrace() : properties.limitGrace();
        ledger.update(lane.id, now -> now.run().stage() == Stage.STOPPING ? null : RunChanges.stopping(now, cause));
        kills.pass(KillPoint.STOP_RECORDED, session.driver.kind());
        AtomicBoolean stuck = new AtomicBoolean();
        try {
            bounded(lane, grace, stuck, () -> session.driver.stop(session.key, grace));
            kills.pass(KillPoint.RUN_STOPPED, session.driver.kind());
            if (session.exit() == null) {
                learnExit(session, session.driver.observe(session.key));
            }
            return true;
        } catch (DriverException e) {
            DriverFailures.log(e);
            session.mustLook();
            Reason reason = stuck.get()
                    ? new Reason(
                            ReasonCode.STUCK_IN_STOPPING,
                            "Its backend did not stop it in time; it is asked again and again.")
                    : new Reason(ReasonCode.BACKEND_UNAVAILABLE, e.safeMessage());
            ledger.update(lane.id, now -> RunChanges.unknown(now, session, reason, clock.instant()));
            return false;
        }
    }

    private void bounded(Lane lane, Duration grace, AtomicBoolean stuck, Runnable call) {
        boolean _ = deadlines.within(lane, grace.plus(properties.stopMargin()), false, () -> stuck.set(true), () -> {
            call.run();
            return true;
        });
    }

    private void learnExit(Session session, Observation seen) {
        session.accept(seen);
        if (session.exit() == null) {
            session.ended(new Exit(ExitReason.STOPPED, null, null, Moment.now(clock), ""));
        }
        if (seen.state() == ObservedState.ABSENT) {
            session.logsEnded();
        }
    }

    /** Puts the end on record, with what the run cost and after the last of its output. */
    boolean recordEnd(Lane lane, Session session, @Nullable LogTap tap, Runnable onRecorded) {
        Exit exit = session.exit();
        if (exit == null) {
            return false;
        }
        kills.pass(KillPoint.RUN_ENDED, session.driver.kind());
        Usage footprint = measure(session);
        if (tap != null) {
            tap.end();
        }
        boolean keepsObject = session.driver.objectsOutliveRuns() && exit.reason() != ExitReason.LOST;
        WorkloadView view = ledger.update(
                lane.id, now -> RunChanges.ended(now, session, exit, footprint, keepsObject, clock.instant()));
        kills.pass(KillPoint.END_RECORDED, session.driver.kind());
        onRecorded.run();
        lane.endSession();
        metrics.ended(view.workload().description().kind(), view.run());
        if (!keepsObject) {
            destroyWhatIsLeft(session);
        }
        return !view.workload().isSettled();
    }

    private @Nullable Usage measure(Session session) {
        try {
            return session.driver.usage(session.key);
        } catch (DriverException e) {
            if (e.code() != DriverErrorCode.WORKLOAD_ABSENT) {
                DriverFailures.log(e);
            }
            return null; // the last sample stays
        }
    }

    /** Nothing is kept of a run that is on record, where the object has nothing that the next one could use. */
    private static void destroyWhatIsLeft(Session session) {
        try {
            session.driver.destroy(session.key);
        } catch (DriverException e) {
            DriverFailures.log(e);
        }
    }

    /** The process may have died after it recorded an end and before it removed what the run left. */
    void removeWhatIsLeft(Driver driver, WorkloadView view, WorkloadKey key) {
        boolean onRecord = view.workload().object() == null
                && view.workload().deletedAt() == null
                && view.run().stage().ended()
                && key.generation() <= view.workload().generation();
        try {
            if (onRecord && driver.observe(key).exit() != null) {
                driver.destroy(key);
            }
        } catch (DriverException e) {
            DriverFailures.log(e);
        }
    }

    /** Ends a run that never began. */
    boolean giveUp(Lane lane, WorkloadView view) {
        Reason reason = new Reason(ReasonCode.STOPPED_BEFORE_START, "It was stopped before it began.");
        logs.write(lane.id, view.run().number()).end();
        WorkloadView after =
                ledger.update(lane.id, now -> RunChanges.failed(now, Stage.STOPPED, reason, null, clock.instant()));
        metrics.ended(after.workload().description().kind(), after.run());
        return true;
    }

    /** Destroys the object in the backend. */
    boolean removeObject(Lane lane, WorkloadView view) {
        BackendObject object = view.workload().object();
        if (object == null) {
            return true;
        }
        ledger.update(lane.id, RunChanges::removing);
        kills.pass(KillPoint.REMOVAL_RECORDED, object.kind());
        AtomicBoolean stuck = new AtomicBoolean();
        try {
            Driver driver = drivers.of(object.kind());
            bounded(lane, properties.stopGrace(), stuck, () -> {
                driver.stop(object.key(lane.id), properties.stopGrace());
                kills.pass(KillPoint.OBJECT_STOPPED, object.kind());
                driver.destroy(object.key(lane.id));
            });
            kills.pass(KillPoint.OBJECT_DESTROYED, object.kind());
            ledger.update(lane.id, now -> RunChanges.removed(now, clock.instant()));
            kills.pass(KillPoint.DESTRUCTION_RECORDED, object.kind());
            return true;
        } catch (DriverException e) {
            DriverFailures.log(e);
            if (stuck.get()) {
                ledger.update(lane.id, RunChanges::stuckInDeleting);
            }
            return false;
        }
    }

    /** The logs go first: whatever a crash leaves is on record, and is tried again. */
    boolean forget(Lane lane, WorkloadView view) {
        WorkloadKind kind = view.workload().description().kind();
        logs.delete(lane.id);
        kills.pass(KillPoint.LOGS_DELETED, kind);
        ledger.update(lane.id, now -> RunChanges.forgotten(now, clock.instant()));
        kills.pass(KillPoint.FORGOTTEN, kind);
        return true;
    }
}
