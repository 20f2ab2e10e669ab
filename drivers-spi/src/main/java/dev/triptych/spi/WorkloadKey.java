package dev.triptych.spi;

/**
 * Identity of one backend object: a workload in one generation of its description.
 *
 * <p>Every driver call is idempotent by this key, and every backend object carries it together with the
 * {@link InstallationId}, so that it can be found again by a control plane that has forgotten everything else.
 *
 * @param generation counts the descriptions of the workload from 1
 */
public record WorkloadKey(WorkloadId id, long generation) {
    public WorkloadKey {
        if (generation < 1) {
            throw new IllegalArgumentException("generation starts at 1, was " + generation);
        }
    }

    @Override
    public String toString() {
        return id + "/" + generation;
    }
}
