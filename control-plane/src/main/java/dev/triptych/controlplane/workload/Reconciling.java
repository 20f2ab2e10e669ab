package dev.triptych.controlplane.workload;

import dev.triptych.spi.Moment;
import dev.triptych.spi.WorkloadId;

/** Is told that a workload is not as it should be. The reconciler is the one who listens. */
public interface Reconciling {

    /**
     * Returns at once; what is to be done is read from the record, not from the caller.
     *
     * @param acceptedAt when the command came that is now on record; begins the run's first phase
     */
    void signal(WorkloadId id, Moment acceptedAt);
}
