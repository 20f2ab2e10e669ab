package dev.triptych.controlplane.workload;

import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.Actor;
import java.time.Instant;

/** What commands write: the desired side of a workload, and a new run where one can be queued at once. Pure. */
final class Commanded {
    private Commanded() {}

    static Change relabelled(WorkloadView now, Description description, Actor actor) {
        WorkloadRecord workload = now.workload();
        WorkloadRecord next = workload.edit()
                .description(workload.description().withLabels(description.labels()))
                .version(workload.version() + 1)
                .done();
        return Change.to(next, now.run())
                .telling(next.state(), ReasonCode.LABELS_CHANGED, actor, "Labels changed; what runs goes on.");
    }

    static Change replaced(WorkloadView now, Description description, Pinned pinned, Actor actor) {
        WorkloadRecord workload = now.workload();
        boolean runs = !workload.stage().ended() && workload.desired() == Desired.RUNNING;
        long generation = workload.generation() + 1;
        WorkloadRecord next = workload.edit()
                .description(description)
                .pinned(pinned)
                .generation(generation)
                .version(workload.version() + 1)
                .wantedRun(runs ? workload.currentRun() + 1 : workload.wantedRun())
                .restarts(Restarts.NONE)
                .done();
        return Change.to(next, now.run())
                .telling(
                        next.state(),
                        ReasonCode.REPLACE_REQUESTED,
                        actor,
                        "New description, generation " + generation + (runs ? "; its run is replaced." : "."));
    }

    static Change deleted(WorkloadView now, Actor actor) {
        WorkloadRecord workload = now.workload();
        WorkloadRecord next = workload.edit()
                .desired(Desired.DELETED)
                .wantedRun(workload.currentRun())
                .version(workload.version() + 1)
                .done();
        return Change.to(next, now.run()).telling(next.state(), ReasonCode.DELETE_REQUESTED, actor, "To be deleted.");
    }

    static Change stopped(WorkloadView now, Actor actor) {
        WorkloadRecord workload = now.workload();
        WorkloadRecord next = workload.edit()
                .desired(Desired.STOPPED)
                .wantedRun(workload.currentRun())
                .version(workload.version() + 1)
                .done();
        return Change.to(next, now.run()).telling(next.state(), ReasonCode.STOP_REQUESTED, actor, "To be stopped.");
    }

    /** The run that waits for the end of a back-off begins now. */
    static Change hastened(WorkloadView now, ReasonCode code, Actor actor) {
        Reason reason = new Reason(code, "It waits for its turn.");
        WorkloadRecord next = now.workload()
                .edit()
                .restarts(Restarts.NONE)
                .reason(reason)
                .version(now.workload().version() + 1)
                .done();
        return Change.to(next, now.run().edit().reason(reason).done())
                .telling(next.state(), code, actor, "Its back-off is cut short.");
    }

    static Change runAgain(WorkloadView now, Instant at, ReasonCode reason, Actor actor) {
        WorkloadRecord workload = now.workload();
        if (workload.isDelayed() && workload.desired() == Desired.RUNNING) {
            return hastened(now, reason, actor);
        }
        WorkloadRecord wanted = workload.edit()
                .desired(Desired.RUNNING)
                .wantedRun(workload.currentRun() + 1)
                .restarts(Restarts.NONE)
                .version(workload.version() + 1)
                .done();
        if (workload.stage().ended()) {
            return NextRun.queued(
                    new WorkloadView(wanted, now.run(), now.state(), now.availableActions()), at, reason, actor);
        }
        return Change.to(wanted, now.run()).telling(wanted.state(), reason, actor, "Another run will follow this one.");
    }
}
