package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.workload.Desired;
import dev.triptych.controlplane.workload.Ledger;
import dev.triptych.controlplane.workload.NextRun;
import dev.triptych.controlplane.workload.Reconciling;
import dev.triptych.controlplane.workload.RestartPolicy;
import dev.triptych.controlplane.workload.WorkloadRecord;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.Driver;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Observation;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Brings each workload nearer to what is wanted, step by step, on its own lane. It takes no input but the signal that
 * there may be something to do; what to do it reads from the record and from what the backend said. A step that fails is
 * not tried again here: the next signal or sweep does.
 */
@Component
class Reconciler implements Reconciling {
    private static final int MOST_DRAINS = 30;

    private final Lanes lanes;
    private final Ledger ledger;
    private final Beginning beginning;
    private final Looking looking;
    private final Closing closing;
    private final Room room;
    private final Timers timers;
    private final ReconcileProperties properties;
    private final Clock clock;

    Reconciler(
            Lanes lanes,
            Ledger ledger,
            Beginning beginning,
            Looking looking,
            Closing closing,
            Room room,
            Timers timers,
            ReconcileProperties properties,
            Clock clock) {
        this.lanes = lanes;
        this.ledger = ledger;
        this.beginning = beginning;
        this.looking = looking;
        this.closing = closing;
        this.room = room;
        this.timers = timers;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public void signal(WorkloadId id, Moment acceptedAt) {
        signal(id, lane -> lane.accepted(acceptedAt));
        interruptIfUnwanted(id);
    }

    void signal(WorkloadId id) {
        signal(id, lane -> {});
    }

    /** After a start: the record may be behind what happened while nobody watched. */
    void recover(WorkloadId id) {
        signal(id, Lane::unsure);
    }

    /** Removes an object of a run that is on record as ended, when no step is under way; else a later sweep does. */
    void removeWhatIsLeft(Driver driver, WorkloadKey key) {
        lanes.signal(key.id(), lane -> {}, lane -> {
            WorkloadView view = ledger.find(lane.id);
            if (view != null && lane.session() == null) {
                closing.removeWhatIsLeft(driver, view, key);
            }
            reconcile(lane);
        });
    }

    private void news(Lane lane) {
        lanes.signalNews(lane, this::reconcile);
    }

    /** Takes what a driver says about a run under way. */
    void observed(Observation observation) {
        Lane lane = lanes.find(observation.key().id());
        Session session = lane == null ? null : lane.session();
        if (lane != null && session != null) {
            session.accept(observation);
            news(lane);
        }
    }

    private void signal(WorkloadId id, Consumer<Lane> prepare) {
        lanes.signal(id, prepare, this::reconcile);
    }

    /** A pull or a compilation may take minutes; who stops or deletes does not wait for that. */
    private void interruptIfUnwanted(WorkloadId id) {
        Lane lane = lanes.find(id);
        WorkloadView view = lane == null ? null : ledger.find(id);
        if (lane != null && view != null && view.workload().desired() != Desired.RUNNING) {
            lane.interruptByCommand();
        }
    }

    private void reconcile(Lane lane) {
        boolean more = true;
        while (more) {
            lanes.awaitLead();
            WorkloadView view = ledger.find(lane.id);
            more = view != null && stepOrDoubt(lane, view);
        }
    }

    /** A record that cannot be written leaves a step half done; the backend is asked before the next one. */
    private boolean stepOrDoubt(Lane lane, WorkloadView view) {
        try {
            return step(lane, view);
        } catch (DataAccessException e) {
            lane.doubt();
            throw e;
        }
    }

    private boolean step(Lane lane, WorkloadView view) {
        Session session = lane.session();
        Progress progress = lane.progress();
        NextStep next = NextStep.of(view.workload(), view.run(), progress);
        boolean pauses = next == NextStep.REST || next == NextStep.WAIT;
        if (pauses && !view.workload().isFollowed()) {
            lane.dropAccepted();
        }
        return switch (next) {
            case REST -> false;
            case WAIT -> waitForOutput(lane, progress);
            case LOOK -> looking.look(lane, view, () -> news(lane));
            case BEGIN -> isDelayed(view) ? wakeAfterBackoff(view) : beginning.begin(lane, view, () -> news(lane));
            case RECORD_READY -> record(lane, session, now -> RunChanges.ready(now, known(session)));
            case RECORD_UNREADY -> record(lane, session, RunChanges::unready);
            case RECORD_SIGHT -> record(lane, session, now -> RunChanges.seen(now, known(session)));
            case STOP -> closing.stop(lane, known(session));
            case RECORD_END -> recordEnd(lane, known(session));
            case GIVE_UP -> closing.giveUp(lane, view);
            case REMOVE_OBJECT -> closing.removeObject(lane, view);
            case QUEUE_NEXT -> queueNext(lane);
            case FORGET -> closing.forget(lane, view);
        };
    }

    private boolean isDelayed(WorkloadView view) {
        Instant nextAt = view.workload().restarts().nextAt();
        return nextAt != null && nextAt.isAfter(clock.instant());
    }

    /** Also a sweep looks whether it is time; so a wake-up call is needed for what is due before the next one only. */
    private boolean wakeAfterBackoff(WorkloadView view) {
        Instant now = clock.instant();
        Instant nextAt = Objects.requireNonNullElse(view.workload().restarts().nextAt(), now);
        Duration left = Duration.between(now, nextAt);
        if (left.compareTo(properties.sweepEvery().multipliedBy(2)) < 0) {
            timers.later(
                    left.isNegative() ? Duration.ZERO : left,
                    () -> signal(view.workload().id()));
        }
        return false;
    }

    private boolean recordEnd(Lane lane, Session session) {
        return closing.recordEnd(
                lane,
                session,
                lane.tap(),
                () -> room.freed(session.driver.kind()).forEach(this::signal));
    }

    private static Session known(@Nullable Session session) {
        if (session == null) {
            throw new IllegalStateException("a run under way without a session");
        }
        return session;
    }

    private boolean record(Lane lane, @Nullable Session session, Ledger.ChangeMaker change) {
        ledger.update(lane.id, change);
        return session != null;
    }

    private boolean queueNext(Lane lane) {
        ledger.update(lane.id, now -> {
            WorkloadRecord workload = now.workload();
            if (workload.atRest()) {
                return null;
            }
            return workload.restarts().nextAt() == null
                    ? NextRun.queued(now, clock.instant(), ReasonCode.RESTART_REQUESTED, Actor.SYSTEM)
                    : RestartPolicy.queued(now, clock.instant());
        });
        return true;
    }

    /** The program has ended and its output has not, yet: that is waited for, but not for ever. */
    private boolean waitForOutput(Lane lane, @Nullable Progress progress) {
        LogTap tap = lane.tap();
        if (progress != null && progress.exitKnown() && !progress.over() && tap != null && lane.beginDrain()) {
            drain(lane, tap, MOST_DRAINS);
        }
        return false;
    }

    /** As long as output keeps coming it is waited for, within reason. */
    private void drain(Lane lane, LogTap tap, int more) {
        long before = tap.chunks();
        lane.keep(timers.after(properties.logDrain(), () -> {
            if (!tap.equals(lane.tap())) {
                return;
            }
            if (more > 0 && tap.chunks() > before) {
                drain(lane, tap, more - 1);
            } else {
                tap.giveUp();
                news(lane);
            }
        }));
    }
}
