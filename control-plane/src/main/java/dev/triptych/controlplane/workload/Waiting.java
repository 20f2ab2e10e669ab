package dev.triptych.controlplane.workload;

import dev.triptych.spi.WorkloadId;
import java.time.Duration;

/** Waits for workloads to get somewhere, without asking the database again and again. */
public interface Waiting {

    /**
     * Blocks until the condition holds or can no longer hold, or the time is over.
     *
     * @throws dev.triptych.controlplane.platform.TriptychException.LimitReached when too many wait already
     */
    Waited await(WorkloadId id, Condition condition, Duration timeout);

    /** What can be waited for. */
    enum Condition {
        /** No run is under way and none will follow. */
        EXIT,
        /** The newest run is ready, or has ended. */
        READY,
        /** Nothing of it is left in the backend. */
        GONE
    }

    /**
     * What came of it.
     *
     * @param settled false when the time was over first
     * @param view the workload as it then was
     */
    record Waited(boolean settled, WorkloadView view) {}
}
