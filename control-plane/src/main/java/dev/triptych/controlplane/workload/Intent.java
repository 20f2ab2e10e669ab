package dev.triptych.controlplane.workload;

/** What a backend is going to be asked. */
public enum Intent {
    /** Create the object where there is none, and start it. */
    RUN,
    STOP,
    DESTROY
}
