package dev.triptych.controlplane.reconcile;

/** Why Triptych ends a run. */
enum StopCause {
    /** The user wants it stopped, restarted, replaced or deleted. */
    ASKED,
    /** It used up {@code resources.timeout}. */
    TIME_LIMIT,
    /** It was not ready before {@code probe.startupDeadline}. */
    STARTUP_DEADLINE,
    /** Its probe failed too often after it had been ready. */
    PROBE_FAILED,
    /** Its source could not be prepared in time. */
    STUCK_IN_PREPARING,
    /** Its backend could not create and start it in time. */
    STUCK_IN_STARTING
}
