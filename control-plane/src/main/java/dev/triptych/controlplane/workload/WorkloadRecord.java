package dev.triptych.controlplane.workload;

import dev.triptych.spi.WorkloadId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A workload as it is on record.
 *
 * @param generation grows with each change of more than labels
 * @param version grows with each command that changed something; what an ETag names
 * @param currentRun number of the newest run
 * @param wantedRun greater than {@code currentRun} when another run is to follow
 * @param object what may be in a backend; null when there is nothing
 * @param sight what the backend last said
 * @param reason why the state is what it is
 * @param restarts how far the restart policy is
 * @param changedAt when the state last changed
 * @param deletedAt when nothing of it was left; null while it lives
 */
public record WorkloadRecord(
        WorkloadId id,
        Description description,
        Pinned pinned,
        long generation,
        long version,
        Desired desired,
        Stage stage,
        int currentRun,
        int wantedRun,
        @Nullable BackendObject object,
        Sight sight,
        Reason reason,
        Restarts restarts,
        Instant createdAt,
        Instant changedAt,
        @Nullable Instant deletedAt) {

    public String name() {
        return description.name();
    }

    /** To make the next version of this record. */
    public WorkloadDraft edit() {
        return new WorkloadDraft(this);
    }

    /** Whether the reconciler has nothing to do for it. */
    public boolean isSettled() {
        return deletedAt != null
                || (atRest() && desired != Desired.DELETED && (object == null || object.generation() == generation));
    }

    public Situation situation() {
        return new Situation(desired, sight.observed(), stage);
    }

    public WorkloadState state() {
        return StatePolicy.state(situation());
    }

    /** Whether its run waits for the end of a back-off. */
    public boolean isDelayed() {
        return stage == Stage.QUEUED && restarts.nextAt() != null;
    }

    /** Whether another run is to follow the present one. */
    public boolean isFollowed() {
        return desired == Desired.RUNNING && wantedRun > currentRun;
    }

    /** Whether no run is under way and none will follow until somebody asks for one. */
    public boolean atRest() {
        return stage.ended() && !isFollowed();
    }
}
