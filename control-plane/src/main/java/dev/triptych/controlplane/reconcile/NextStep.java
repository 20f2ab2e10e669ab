package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.workload.BackendObject;
import dev.triptych.controlplane.workload.Desired;
import dev.triptych.controlplane.workload.RunRecord;
import dev.triptych.controlplane.workload.Stage;
import dev.triptych.controlplane.workload.WorkloadRecord;
import org.jspecify.annotations.Nullable;

/** What brings a workload nearer to what is wanted. Pure: the same record and progress always give the same step. */
enum NextStep {
    /** Nothing to do until somebody asks for something. */
    REST,
    /** A run is under way and nothing is to be done about it now. */
    WAIT,
    /** Ask the backend what became of the run. */
    LOOK,
    /** Prepare, create, start. */
    BEGIN,
    RECORD_READY,
    RECORD_UNREADY,
    RECORD_SIGHT,
    STOP,
    RECORD_END,
    /** End a run that never began. */
    GIVE_UP,
    /** Destroy the object in the backend. */
    REMOVE_OBJECT,
    QUEUE_NEXT,
    /** Take the workload off the record. */
    FORGET;

    static NextStep of(WorkloadRecord workload, RunRecord run, @Nullable Progress progress) {
        if (workload.deletedAt() != null) {
            return REST;
        }
        return run.stage().ended() ? afterTheRun(workload) : duringTheRun(workload, run, progress);
    }

    private static NextStep afterTheRun(WorkloadRecord workload) {
        boolean deleting = workload.desired() == Desired.DELETED;
        BackendObject object = workload.object();
        if (object != null && (deleting || object.generation() < workload.generation())) {
            return REMOVE_OBJECT;
        }
        if (deleting) {
            return FORGET;
        }
        return workload.atRest() ? REST : QUEUE_NEXT;
    }

    private static NextStep duringTheRun(WorkloadRecord workload, RunRecord run, @Nullable Progress progress) {
        boolean unwanted = workload.desired() != Desired.RUNNING
                || workload.wantedRun() > workload.currentRun()
                || run.generation() < workload.generation();
        if (progress == null) {
            return notBegun(workload, run, unwanted);
        }
        if (progress.mustLook()) {
            return LOOK;
        }
        if (progress.over()) {
            return RECORD_END;
        }
        if (progress.exitKnown() || progress.stopIssued()) {
            return WAIT;
        }
        if (unwanted || progress.due() != null) {
            return STOP;
        }
        if (progress.ready() && run.stage() != Stage.READY) {
            return RECORD_READY;
        }
        if (!progress.ready() && run.stage() == Stage.READY) {
            return RECORD_UNREADY;
        }
        return progress.sightChanged() ? RECORD_SIGHT : WAIT;
    }

    private static NextStep notBegun(WorkloadRecord workload, RunRecord run, boolean unwanted) {
        if (run.stage() != Stage.QUEUED && run.stage() != Stage.PREPARING) {
            return LOOK;
        }
        if (unwanted) {
            return GIVE_UP;
        }
        BackendObject object = workload.object();
        return object != null && object.generation() < run.generation() ? REMOVE_OBJECT : BEGIN;
    }
}
