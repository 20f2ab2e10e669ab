package dev.triptych.controlplane.workload;

/** How far the newest run is. */
public enum Stage {
    /** On record, nothing done yet. */
    QUEUED(false),
    PREPARING(false),
    /** Being created or started in the backend. */
    STARTING(false),
    /** The backend has confirmed the start. */
    RUNNING(false),
    READY(false),
    /** Triptych has asked it to end. */
    STOPPING(false),
    /** Ended because it was asked to. */
    STOPPED(true),
    /** A program that ended by itself with exit code 0. */
    SUCCEEDED(true),
    FAILED(true),
    /** It ran, and nobody can tell how it ended. */
    LOST(true);

    private final boolean ended;

    Stage(boolean ended) {
        this.ended = ended;
    }

    public boolean ended() {
        return ended;
    }
}
