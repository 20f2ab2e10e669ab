package dev.triptych.controlplane.reconcile;

/**
 * Where the process may die between two steps, each of which leaves something that the next start has to find. Tests have
 * it die at every one.
 */
public enum KillPoint {
    /** The workload is on record and nothing was done yet. */
    RUN_RECORDED,
    /** Its source is prepared; nothing is in the backend. */
    RUN_PREPARED,
    /** The object is in the backend, and that is not on record. */
    OBJECT_CREATED,
    /** It runs, and that is not on record. */
    RUN_STARTED,
    /** It runs, and that is on record. */
    START_RECORDED,
    /** It has ended by itself, and that is not on record. */
    RUN_ENDED,
    END_RECORDED,
    /** It is on record that it is to stop; the backend was not asked. */
    STOP_RECORDED,
    /** The backend has stopped it, and that is not on record. */
    RUN_STOPPED,
    /** It is on record that its object is to go; the backend was not asked. */
    REMOVAL_RECORDED,
    /** Nothing runs any more; the object is still there. */
    OBJECT_STOPPED,
    /** The object is gone, and that is not on record. */
    OBJECT_DESTROYED,
    /** Nothing is in the backend, and the workload is not off the record. */
    DESTRUCTION_RECORDED,
    /** Its logs are gone, and the workload is not off the record. */
    LOGS_DELETED,
    FORGOTTEN
}
