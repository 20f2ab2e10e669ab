package dev.triptych.controlplane.workload;

import dev.triptych.spi.ExitReason;
import dev.triptych.spi.Preparation;
import dev.triptych.spi.Usage;
import dev.triptych.spi.WorkloadId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to run a workload.
 *
 * @param number counts the runs of the workload from 1
 * @param incarnation what the backend calls this start; null while it has not confirmed one
 * @param exitReason why the program ended; null while it has not, and when it never began
 * @param reason why the stage is what it is
 * @param phases in order; empty before the start
 * @param preparation null when the run did not get that far
 * @param footprint the latest measurement; of the whole run when it has ended; null when there was none
 */
public record RunRecord(
        WorkloadId workload,
        int number,
        long generation,
        Stage stage,
        @Nullable String incarnation,
        Instant queuedAt,
        @Nullable Instant startedAt,
        @Nullable Instant readyAt,
        @Nullable Instant endedAt,
        @Nullable ExitReason exitReason,
        @Nullable Integer exitCode,
        @Nullable Integer signal,
        Reason reason,
        List<Phase> phases,
        @Nullable Preparation preparation,
        @Nullable Usage footprint) {
    public RunRecord {
        phases = List.copyOf(phases);
    }

    /** A run that has just been asked for. */
    public static RunRecord queued(WorkloadId workload, int number, long generation, Instant at, Reason reason) {
        return new RunRecord(
                workload,
                number,
                generation,
                Stage.QUEUED,
                null,
                at,
                null,
                null,
                null,
                null,
                null,
                null,
                reason,
                List.of(),
                null,
                null);
    }

    /** To make the next version of this record. */
    public RunDraft edit() {
        return new RunDraft(this);
    }
}
