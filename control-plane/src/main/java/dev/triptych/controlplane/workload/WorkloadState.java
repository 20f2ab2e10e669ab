package dev.triptych.controlplane.workload;

/** What the user is shown, computed by {@link StatePolicy} and never stored. */
public enum WorkloadState {
    QUEUED,
    PREPARING,
    STARTING,
    RUNNING,
    READY,
    PAUSED,
    STOPPING,
    STOPPED,
    SUCCEEDED,
    FAILED,
    LOST,
    UNKNOWN,
    DELETING
}
