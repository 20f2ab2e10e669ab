package dev.triptych.controlplane.journal;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.ExitReason;

/** Why something happened. The words are stable; every event has one. */
public enum ReasonCode {
    // asked for
    SUBMITTED,
    START_REQUESTED,
    STOP_REQUESTED,
    RESTART_REQUESTED,
    REPLACE_REQUESTED,
    LABELS_CHANGED,
    DELETE_REQUESTED,
    // on the way
    PREPARATION_BEGAN,
    START_BEGAN,
    STARTED,
    ADOPTED,
    FIRST_OUTPUT,
    PROBE_SUCCEEDED,
    /** A service without a probe counts as ready once it has started. */
    READY_WITHOUT_PROBE,
    PAUSED,
    RESUMED,
    STOP_BEGAN,
    BACKEND_ANSWERS,
    DELETED,
    // how a run ended
    EXITED,
    SIGNALLED,
    STOPPED,
    STOPPED_BEFORE_START,
    OUT_OF_MEMORY,
    TIME_LIMIT,
    CPU_LIMIT,
    OUTPUT_LIMIT,
    TRAPPED,
    POWERED_OFF,
    CRASHED,
    START_FAILED,
    LOST,
    /** The process that ran it was the control plane, and that ended. */
    LOST_WITH_CONTROL_PLANE,
    /** Its backend object is gone, and Triptych did not remove it. */
    VANISHED,
    STARTUP_DEADLINE,
    PROBE_FAILED,
    STUCK_IN_PREPARING,
    STUCK_IN_STARTING,
    // what does not end as it should
    STUCK_IN_STOPPING,
    STUCK_IN_DELETING,
    // the restart policy
    RESTART_SCHEDULED,
    RESTARTS_EXHAUSTED,
    // what a driver refused
    INVALID_SPEC,
    NOT_SUPPORTED,
    SOURCE_MISMATCH,
    SOURCE_NOT_FOUND,
    SOURCE_INVALID,
    REGISTRY_REFUSED,
    IMPORTS_NOT_GRANTED,
    PORT_TAKEN,
    WORKLOAD_ABSENT,
    WORKLOAD_NOT_RUNNING,
    FILE_NOT_FOUND,
    CAPACITY_EXCEEDED,
    STORAGE_FULL,
    BACKEND_UNAVAILABLE,
    BACKEND_TIMEOUT,
    REGISTRY_UNREACHABLE,
    BACKEND_REFUSED,
    INTERRUPTED,
    DEFECT,
    SECRET_NOT_FOUND,
    // what nobody accounts for
    ORPHAN_ADOPTED,
    ORPHAN_STOPPED,
    ORPHAN_IGNORED,
    // comparisons
    COMPARISON_BEGAN,
    COMPARISON_PROGRESSED,
    COMPARISON_DONE,
    COMPARISON_CANCELLED,
    COMPARISON_FAILED,
    CANCEL_REQUESTED,
    // migrations
    MIGRATION_ADVANCED,
    MIGRATION_WAITS,
    MIGRATION_DONE,
    MIGRATION_FAILED,
    MIGRATION_CANCELLED,
    ROLLBACK_BEGAN,
    ROLLED_BACK,
    PROMOTE_REQUESTED,
    ROLLBACK_REQUESTED,
    SERVICE_MOVED,
    // snapshots
    SNAPSHOT_TAKEN,
    SNAPSHOT_RESTORED,
    SNAPSHOT_DELETED,
    // assessments
    ASSESSMENT_BEGAN,
    ASSESSMENT_DONE,
    ASSESSMENT_FAILED,
    // things that are not workloads
    ARTIFACT_STORED,
    ARTIFACT_REPLACED,
    ARTIFACT_DELETED,
    TOKEN_CREATED,
    TOKEN_DELETED,
    SECRET_STORED,
    SECRET_DELETED,
    VOLUME_CREATED,
    VOLUME_FILLED,
    VOLUME_DELETED,
    IMAGE_LOADED,
    IMAGE_COLLECTED,
    IMAGE_PULL_REQUESTED,
    IMAGE_PULL_PROGRESSED,
    IMAGE_PULLED,
    IMAGE_PULL_FAILED,
    IMAGE_PULL_CANCELLED,
    SESSION_OPENED,
    SESSION_CLOSED,
    SERVICE_CREATED,
    SERVICE_REPLACED,
    SERVICE_DELETED,
    RECORDING_BEGAN,
    RECORDING_ERASED,
    DRIVER_HEALTH_CHANGED,
    WARNING_RAISED,
    WARNING_ACKNOWLEDGED,
    WARNING_OVER;

    public static ReasonCode of(DriverErrorCode code) {
        return valueOf(code.name());
    }

    public static ReasonCode of(ExitReason reason) {
        return valueOf(reason.name());
    }
}
