package dev.triptych.controlplane.workload;

import dev.triptych.spi.ObservedState;

/** What the backend last said. Only observations write it. */
public enum Observed {
    ABSENT,
    STARTING,
    RUNNING,
    PAUSED,
    STOPPING,
    STOPPED,
    FAILED,
    /** The backend cannot be asked: never a failure, never a reason to delete. */
    UNKNOWN;

    public static Observed of(ObservedState state) {
        return switch (state) {
            case ABSENT -> ABSENT;
            case STARTING -> STARTING;
            case RUNNING -> RUNNING;
            case PAUSED -> PAUSED;
            case STOPPING -> STOPPING;
            case STOPPED -> STOPPED;
            case FAILED -> FAILED;
        };
    }
}
