package dev.triptych.controlplane.reconcile;

import dev.triptych.spi.Observation;
import java.time.Instant;

/**
 * An object that carries this installation's mark and that no workload accounts for.
 *
 * @param object as it was last seen
 * @param since when it was first found so
 * @param record what is on record of the workload whose mark it carries
 * @param ignored whether somebody said to leave it alone
 */
public record Orphan(OrphanId id, Observation object, Instant since, OnRecord record, boolean ignored) {

    /** What is on record of the workload whose mark an orphan carries. */
    public enum OnRecord {
        NONE,
        /** It was deleted; its description is still there. */
        DELETED,
        /** It lives, and this is left over from another generation. */
        OTHER_GENERATION
    }
}
