package dev.triptych.controlplane.reconcile;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a run under way and not on record yet.
 *
 * @param mustLook whether the backend has to be asked before anything else
 * @param over whether the end of the run, its output included, is known
 * @param exitKnown whether the program has ended
 * @param due why the run is to be ended, beyond what the record says; null for no reason
 * @param stopIssued whether it was asked to end
 * @param ready whether it is known to be ready
 * @param sightChanged whether the backend said something that is not on record
 */
record Progress(
        boolean mustLook,
        boolean over,
        boolean exitKnown,
        @Nullable StopCause due,
        boolean stopIssued,
        boolean ready,
        boolean sightChanged) {
    /** Of a run that another process may have begun. */
    static final Progress UNSURE = new Progress(true, false, false, null, false, false, false);
}
