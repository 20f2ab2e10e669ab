package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.dispatch.PauseCalls;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.LeadGuard;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.controlplane.workload.Action;
import dev.triptych.controlplane.workload.Ledger;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.controlplane.workload.WorkloadRecord;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.Observation;
import java.util.function.Function;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Halts what runs and lets it go on. Unlike other commands these leave no wish on record that would have to be kept up: a
 * workload <em>is paused</em> while its backend says so, whoever halted it.
 */
@Component
public class Pauses {
    private final WorkloadQueries workloads;
    private final PauseCalls calls;
    private final Lanes lanes;
    private final Reconciler reconciler;
    private final Ledger ledger;
    private final LeadGuard lead;

    Pauses(
            WorkloadQueries workloads,
            PauseCalls calls,
            Lanes lanes,
            Reconciler reconciler,
            Ledger ledger,
            LeadGuard lead) {
        this.workloads = workloads;
        this.calls = calls;
        this.lanes = lanes;
        this.reconciler = reconciler;
        this.ledger = ledger;
        this.lead = lead;
    }

    /**
     * Halts a workload; does nothing when it is paused. On return the backend has done it, and it is on record.
     *
     * @throws TriptychException {@link ErrorCode#WORKLOAD_NOT_FOUND}, {@link ErrorCode#NOT_SUPPORTED} by its kind,
     *     {@link ErrorCode#ACTION_NOT_POSSIBLE} in its state, and what the driver's refusals are called
     */
    public WorkloadView pause(String name, Actor actor) {
        return change(name, Action.PAUSE, actor, calls::pause);
    }

    /** Lets a workload go on; does nothing when it is not paused. Otherwise as {@link #pause}. */
    public WorkloadView resume(String name, Actor actor) {
        return change(name, Action.RESUME, actor, calls::resume);
    }

    private WorkloadView change(
            String name, Action action, Actor actor, Function<WorkloadRecord, Observation> request) {
        lead.require();
        WorkloadView before = workloads.get(name);
        WorkloadRecord workload = before.workload();
        if (!calls.isNeeded(workload, action)) {
            return before;
        }
        Lane lane = lanes.find(workload.id());
        Session session = lane == null ? null : lane.session();
        if (lane == null || session == null || !session.hasStarted()) {
            throw new Conflict(
                    ErrorCode.ACTION_NOT_POSSIBLE,
                    "\"" + name + "\" is just being looked for in its backend. Ask again in a moment.");
        }
        session.pauseAskedBy(actor);
        try {
            reconciler.observed(request.apply(workload));
            record(lane, session);
        } finally {
            session.pauseAskedBy(null);
        }
        return workloads.get(name);
    }

    /** What the backend said, unless the lane has recorded it, or the run's end, already. */
    private void record(Lane lane, Session session) {
        try {
            ledger.update(
                    lane.id,
                    now -> now.run().number() == session.run
                                    && !now.run().stage().ended()
                                    && session.progress().sightChanged()
                            ? RunChanges.seen(now, session)
                            : null);
        } catch (DataAccessException e) {
            lane.doubt();
            throw e;
        }
    }
}
