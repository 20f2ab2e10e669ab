package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.dispatch.DriverFailures;
import dev.triptych.controlplane.dispatch.Drivers;
import dev.triptych.controlplane.dispatch.Specs;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.logs.LogStore;
import dev.triptych.controlplane.workload.BackendObject;
import dev.triptych.controlplane.workload.Ledger;
import dev.triptych.controlplane.workload.Reason;
import dev.triptych.controlplane.workload.RunRecord;
import dev.triptych.controlplane.workload.Stage;
import dev.triptych.controlplane.workload.WorkloadRecord;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Preparation;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Begins a run: prepare, create, listen to the output, start. */
@Component
class Beginning {
    private static final Logger LOG = LoggerFactory.getLogger(Beginning.class);

    private final Ledger ledger;
    private final Drivers drivers;
    private final Specs specs;
    private final LogStore logs;
    private final Watches watches;
    private final Room room;
    private final RunMetrics metrics;
    private final ReconcileProperties properties;
    private final Clock clock;

    Beginning(
            Ledger ledger,
            Drivers drivers,
            Specs specs,
            LogStore logs,
            Watches watches,
            Room room,
            RunMetrics metrics,
            ReconcileProperties properties,
            Clock clock) {
        this.ledger = ledger;
        this.drivers = drivers;
        this.specs = specs;
        this.logs = logs;
        this.watches = watches;
        this.room = room;
        this.metrics = metrics;
        this.properties = properties;
        this.clock = clock;
    }

    /** Whether there is more to do on this lane at once. */
    boolean begin(Lane lane, WorkloadView view, Runnable onNews) {
        Moment accepted = lane.takeAccepted(Moment.wallClockOnly(view.run().queuedAt()));
        WorkloadRecord workload = view.workload();
        Session session;
        try {
            session = new Session(
                    drivers.of(workload.description().kind()),
                    new WorkloadKey(workload.id(), view.run().generation()),
                    view.run().number(),
                    workload.description().lifecycle() == Lifecycle.JOB,
                    Timeline.from(accepted));
        } catch (DriverException e) {
            return postpone(lane, accepted, e);
        }
        LogTap tap = new LogTap(session, logs.write(workload.id(), session.run), onNews);
        Attempt attempt = new Attempt(lane, accepted, session, tap, onNews);
        try {
            announce(view);
            attempt.run(view);
            return true;
        } catch (DriverException e) {
            return attempt.failed(e);
        } catch (DataAccessException e) {
            attempt.broken();
            throw e;
        } catch (RuntimeException e) {
            LOG.error("run {} of {} could not be begun", session.run, session.key, e);
            return attempt.failed(new DriverException(
                    DriverErrorCode.DEFECT, "A defect of Triptych kept it from starting; the log has more."));
        }
    }

    private void announce(WorkloadView view) {
        BackendObject object = view.workload().object();
        if (object == null || object.generation() != view.run().generation()) {
            ledger.update(view.workload().id(), RunChanges::announced);
        }
    }

    /** The run stays queued; the next sweep that finds the backend there tries again. */
    private boolean postpone(Lane lane, Moment accepted, DriverException e) {
        lane.accepted(accepted);
        DriverFailures.log(e);
        Reason reason = new Reason(ReasonCode.of(e.code()), e.safeMessage());
        ledger.update(lane.id, now -> now.run().stage().ended() ? null : RunChanges.waits(now, reason));
        return false;
    }

    /** One attempt at a start, and how far it got. */
    private final class Attempt {
        private final Lane lane;
        private final Moment accepted;
        private final Session session;
        private final LogTap tap;
        private final Runnable onNews;
        private final long endsBefore;
        private boolean touched;

        Attempt(Lane lane, Moment accepted, Session session, LogTap tap, Runnable onNews) {
            this.lane = lane;
            this.accepted = accepted;
            this.session = session;
            this.tap = tap;
            this.onNews = onNews;
            this.endsBefore = room.ends(session.driver.kind());
        }

        void run(WorkloadView view) {
            Driver driver = session.driver;
            WorkloadSpec spec = specs.toRun(view.workload(), session.key);
            session.began(Moment.now(clock));
            watches.showStages(lane, session);
            Preparation preparation = lane.interruptibly(() -> driver.prepare(spec));
            session.prepared(preparation, Moment.now(clock));
            lane.begin(session, tap);
            touched = true;
            driver.create(spec);
            session.created(Moment.now(clock));
            tap.open();
            boolean readyAtOnce = spec.lifecycle() == Lifecycle.SERVICE
                    && view.workload().description().probe() == null;
            session.started(driver.start(spec), Moment.now(clock), readyAtOnce);
            watches.started(lane, session, view.workload().description(), onNews);
            if (session.exit() == null && !isOverInAMoment(spec)) {
                ledger.update(lane.id, now -> RunChanges.started(now, session, ReasonCode.STARTED));
            }
        }

        private boolean isOverInAMoment(WorkloadSpec spec) {
            try {
                return spec.lifecycle() == Lifecycle.JOB && session.awaitEnd(properties.shortJob());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        /** The record could not be written: that says nothing about the run, which goes on if it has begun. */
        void broken() {
            if (!touched) {
                tap.close();
                lane.endSession();
                lane.accepted(accepted);
            }
        }

        boolean failed(DriverException e) {
            boolean backend = e.code().category() == DriverErrorCode.Category.BACKEND && e.retryable();
            if (backend && touched) {
                return lookLater(e);
            }
            session.abandon();
            lane.endSession();
            if (e.code() == DriverErrorCode.INTERRUPTED && !touched) {
                tap.close();
                return true;
            }
            if (backend) {
                tap.close();
                return postpone(lane, accepted, e);
            }
            if (e.code() == DriverErrorCode.CAPACITY_EXCEEDED) {
                switch (room.park(lane, session.driver.kind(), endsBefore)) {
                    case TRY_AGAIN -> {
                        tap.close();
                        lane.accepted(accepted);
                        return true;
                    }
                    case WAIT -> {
                        tap.close();
                        return postpone(lane, accepted, e);
                    }
                    case GIVE_UP -> {} // it never fits
                }
            }
            DriverFailures.log(e);
            tap.end();
            Reason reason = new Reason(ReasonCode.of(e.code()), e.safeMessage());
            WorkloadView view = ledger.update(
                    lane.id, now -> RunChanges.failed(now, Stage.FAILED, reason, session, clock.instant()));
            RunRecord run = view.run();
            metrics.ended(view.workload().description().kind(), run);
            return true;
        }

        /** What was asked may have happened; the backend is asked again before anything else is done. */
        private boolean lookLater(DriverException e) {
            DriverFailures.log(e);
            session.abandon();
            session.mustLook();
            ledger.update(lane.id, now -> RunChanges.unknown(now, e.safeMessage()));
            return e.code() == DriverErrorCode.BACKEND_TIMEOUT;
        }
    }
}
