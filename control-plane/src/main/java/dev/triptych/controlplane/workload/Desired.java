package dev.triptych.controlplane.workload;

/** What the user wants now. Only commands write it. */
public enum Desired {
    RUNNING,
    STOPPED,
    DELETED
}
