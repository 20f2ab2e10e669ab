package dev.triptych.controlplane.workload;

import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.Actor;
import java.time.Instant;

/** Begins the run after one that has ended. Pure. */
public final class NextRun {
    private NextRun() {}

    /** Queues the run that is wanted. */
    public static Change queued(WorkloadView now, Instant at, ReasonCode code, Actor actor) {
        return queued(now, at, new Reason(code, "It waits for its turn."), actor);
    }

    static Change queued(WorkloadView now, Instant at, Reason reason, Actor actor) {
        WorkloadRecord workload = now.workload();
        int number = workload.currentRun() + 1;
        BackendObject object = workload.object();
        boolean clear = object == null || object.generation() == workload.generation();
        WorkloadRecord next = workload.edit()
                .stage(Stage.QUEUED)
                .currentRun(number)
                .wantedRun(number)
                .object(
                        clear
                                ? new BackendObject(
                                        workload.generation(),
                                        workload.description().kind())
                                : object)
                .reason(reason)
                .done();
        RunRecord run = RunRecord.queued(workload.id(), number, workload.generation(), at, reason);
        Change change =
                Change.to(next, run).telling(next.state(), reason.code(), actor, "Run " + number + " is queued.");
        return clear ? change.announcing(Intent.RUN) : change;
    }
}
