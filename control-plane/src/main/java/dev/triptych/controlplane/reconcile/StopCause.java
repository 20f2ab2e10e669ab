package dev.triptych.controlplane.reconcile;

/** Why Triptych ends a run. */
enum StopCause {
    /** The user wants it stopped, restarted, replaced or deleted. */
    ASKED,
    /** It used up {@code resources.timeout}. */
    TIME_LIMIT,
    /** It was not ready before {@code probe.startupDeadline}. */
    STARTUP_DEADLINE
}
