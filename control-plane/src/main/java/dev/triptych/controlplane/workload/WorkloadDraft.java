package dev.triptych.controlplane.workload;

import dev.triptych.spi.WorkloadId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The next version of a workload while it is being made. For one thread. */
public final class WorkloadDraft {
    private final WorkloadId id;
    private Description description;
    private Pinned pinned;
    private long generation;
    private long version;
    private Desired desired;
    private Stage stage;
    private int currentRun;
    private int wantedRun;
    private @Nullable BackendObject object;
    private Sight sight;
    private Reason reason;
    private Restarts restarts;
    private final Instant createdAt;
    private Instant changedAt;
    private @Nullable Instant deletedAt;

    WorkloadDraft(WorkloadRecord workload) {
        this.id = workload.id();
        this.description = workload.description();
        this.pinned = workload.pinned();
        this.generation = workload.generation();
        this.version = workload.version();
        this.desired = workload.desired();
        this.stage = workload.stage();
        this.currentRun = workload.currentRun();
        this.wantedRun = workload.wantedRun();
        this.object = workload.object();
        this.sight = workload.sight();
        this.reason = workload.reason();
        this.restarts = workload.restarts();
        this.createdAt = workload.createdAt();
        this.changedAt = workload.changedAt();
        this.deletedAt = workload.deletedAt();
    }

    public WorkloadDraft description(Description next) {
        this.description = next;
        return this;
    }

    public WorkloadDraft pinned(Pinned next) {
        this.pinned = next;
        return this;
    }

    public WorkloadDraft generation(long next) {
        this.generation = next;
        return this;
    }

    public WorkloadDraft version(long next) {
        this.version = next;
        return this;
    }

    public WorkloadDraft desired(Desired next) {
        this.desired = next;
        return this;
    }

    public WorkloadDraft stage(Stage next) {
        this.stage = next;
        return this;
    }

    public WorkloadDraft currentRun(int next) {
        this.currentRun = next;
        return this;
    }

    public WorkloadDraft wantedRun(int next) {
        this.wantedRun = next;
        return this;
    }

    public WorkloadDraft object(@Nullable BackendObject next) {
        this.object = next;
        return this;
    }

    public WorkloadDraft sight(Sight next) {
        this.sight = next;
        return this;
    }

    public WorkloadDraft reason(Reason next) {
        this.reason = next;
        return this;
    }

    public WorkloadDraft restarts(Restarts next) {
        this.restarts = next;
        return this;
    }

    public WorkloadDraft changedAt(Instant next) {
        this.changedAt = next;
        return this;
    }

    public WorkloadDraft deletedAt(@Nullable Instant next) {
        this.deletedAt = next;
        return this;
    }

    public WorkloadRecord done() {
        return new WorkloadRecord(
                id,
                description,
                pinned,
                generation,
                version,
                desired,
                stage,
                currentRun,
                wantedRun,
                object,
                sight,
                reason,
                restarts,
                createdAt,
                changedAt,
                deletedAt);
    }
}
