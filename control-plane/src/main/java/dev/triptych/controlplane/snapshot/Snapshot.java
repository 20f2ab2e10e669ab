package dev.triptych.controlplane.snapshot;

import dev.triptych.spi.Snapshotting.Consistency;
import dev.triptych.spi.WorkloadId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot as it is on record.
 *
 * @param id what the driver calls it
 * @param workloadName at the time it was taken
 * @param generation the generation of the workload whose disk it is in
 * @param consistency null until it is there
 */
public record Snapshot(
        UUID id,
        WorkloadId workload,
        String workloadName,
        long generation,
        String name,
        State state,
        @Nullable Consistency consistency,
        Instant createdAt,
        String createdBy) {

    /** What is being done with it. */
    public enum State {
        CREATING,
        READY,
        RESTORING,
        DELETING
    }
}
