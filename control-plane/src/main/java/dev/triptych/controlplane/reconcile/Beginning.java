package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.dispatch.DriverFailures;
import dev.triptych.controlplane.dispatch.Drivers;
import dev.triptych.controlplane.dispatch.Specs;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.logs.LogStore;
import dev.triptych.controlplane.workload.BackendObject;
import dev.triptych.controlplane.workload.Ledger;
import dev.triptych.controlplane.workload.MachinePorts;
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
import dev.triptych.spi.Observation;
import dev.triptych.spi.OneStepStart;
import dev.triptych.spi.OneStepStart.Begun;
import dev.triptych.spi.Preparation;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import java.time.Clock;
import java.time.Duration;
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
    private final MachinePorts machinePorts;
    private final LogStore logs;
    private final Outputs outputs;
    private final Watches watches;
    private final Deadlines deadlines;
    private final KillPoints kills;
    private final Room room;
    private final RunMetrics metrics;
    private final ReconcileProperties properties;
    private final Clock clock;

    Beginning(
            Ledger ledger,
            Drivers drivers,
            Specs specs,
            MachinePorts machinePorts,
            LogStore logs,
            Outputs outputs,
            Watches watches,
            Deadlines deadlines,
            KillPoints kills,
            Room room,
            RunMetrics metrics,
            ReconcileProperties properties,
            Clock clock) {
        this.ledger = ledger;
        this.drivers = drivers;
        this.specs = specs;
        this.machinePorts = machinePorts;
        this.logs = logs;
        this.outputs = outputs;
        this.watches = watches;
        this.deadlines = deadlines;
        this.kills = kills;
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
        LogTap tap = new LogTap(session, logs.write(workload.id(), session.run), outputs, onNews);
        Attempt attempt = new Attempt(lane, accepted, session, tap, onNews);
        kills.pass(KillPoint.RUN_RECORDED, session.driver.kind());
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
        lane.restartClock();
        DriverFailures.log(e);
        Reason reason = new Reason(ReasonCode.of(e.code()), e.safeMessage());
        ledger.update(
                lane.id, now -> now.run().stage().ended() ? null : RunChanges.waits(now, reason, clock.instant()));
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
            Preparation preparation = deadlines.within(
                    lane,
                    properties.prepareDeadline(),
                    true,
                    () -> session.endFor(StopCause.STUCK_IN_PREPARING),
                    () -> driver.prepare(spec));
            session.prepared(preparation, Moment.now(clock));
            kills.pass(KillPoint.RUN_PREPARED, driver.kind());
            machinePorts.hold(view);
            lane.begin(session, tap);
            touched = true;
            boolean readyAtOnce = spec.lifecycle() == Lifecycle.SERVICE
                    && view.workload().description().probe() == null;
            OneStepStart oneStep = driver.capability(OneStepStart.class).orElse(null);
            Begun begun = deadlines.within(
                    lane,
                    startDeadlineLeft(),
                    false,
                    () -> session.endFor(StopCause.STUCK_IN_STARTING),
                    () -> oneStep == null ? createAndStart(driver, spec) : begin(oneStep, spec));
            session.started(begun.observation(), begun.startedAt(), readyAtOnce);
            if (oneStep != null) {
                tap.open(); // of the incarnation that is known only now
            }
            kills.pass(KillPoint.RUN_STARTED, driver.kind());
            watches.started(lane, session, view.workload().description(), onNews);
            if (session.exit() == null && !isOverInAMoment(spec)) {
                ledger.update(lane.id, now -> RunChanges.started(now, session, ReasonCode.STARTED));
                kills.pass(KillPoint.START_RECORDED, driver.kind());
            }
        }

        private Begun createAndStart(Driver driver, WorkloadSpec spec) {
            driver.create(spec);
            kills.pass(KillPoint.OBJECT_CREATED, driver.kind());
            Moment createdAt = Moment.now(clock);
            session.created(createdAt);
            tap.open();
            Observation seen = driver.start(spec);
            return new Begun(createdAt, Moment.now(clock), seen);
        }

        private Begun begin(OneStepStart driver, WorkloadSpec spec) {
            Begun begun = driver.begin(spec);
            kills.pass(KillPoint.OBJECT_CREATED, session.driver.kind());
            session.created(begun.createdAt());
            return begun;
        }

        /** All attempts of this process at this start count. */
        private Duration startDeadlineLeft() {
            Duration gone = Duration.ofNanos(System.nanoTime() - lane.startingSince(session.run));
            Duration left = properties.startDeadline().minus(gone);
            return left.isPositive() ? left : Duration.ZERO;
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
            if (session.due() == StopCause.STUCK_IN_PREPARING) {
                return end(Endings.STUCK_IN_PREPARING);
            }
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
            return end(new Reason(ReasonCode.of(e.code()), e.safeMessage()));
        }

        private boolean end(Reason reason) {
            tap.end();
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
            if (e.code() == DriverErrorCode.BACKEND_UNAVAILABLE) {
                lane.restartClock();
            }
            ledger.update(lane.id, now -> RunChanges.unknown(now, session, e.safeMessage(), clock.instant()));
            return e.code() == DriverErrorCode.BACKEND_TIMEOUT || e.code() == DriverErrorCode.INTERRUPTED;
        }
    }
}
