package dev.triptych.controlplane.workload;

import dev.triptych.spi.Plan;

/** Checks a description against the host and pins what it names. Dispatch is the one who can. */
public interface Planner {

    /**
     * Changes nothing, and creates nothing.
     *
     * @throws dev.triptych.controlplane.platform.TriptychException when the description cannot be run here
     */
    Planned plan(Description description);

    /** What the driver would be asked for. */
    record Planned(Pinned pinned, String objectName, Plan plan) {}
}
