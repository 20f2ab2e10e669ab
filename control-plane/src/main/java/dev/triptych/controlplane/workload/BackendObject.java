package dev.triptych.controlplane.workload;

import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadKind;

/** An object that is, or may be, in the backend of a kind. A new generation can be of another kind than the last. */
public record BackendObject(long generation, WorkloadKind kind) {
    public WorkloadKey key(WorkloadId id) {
        return new WorkloadKey(id, generation);
    }
}
