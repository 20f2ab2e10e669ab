package dev.triptych.controlplane.workload;

import dev.triptych.spi.Plan;
import java.util.Map;

/** Checks a description against the host and pins what it names. Dispatch is the one who can. */
public interface Planner {

    /**
     * Changes nothing, and creates nothing.
     *
     * @throws dev.triptych.controlplane.platform.TriptychException when the description cannot be run here
     */
    Planned plan(Description description);

    /**
     * The same for what has ports of the host already.
     *
     * @param held port name → port of the host
     */
    Planned plan(Description description, Map<String, Integer> held);

    /** What the driver would be asked for. */
    record Planned(Pinned pinned, String objectName, Plan plan) {}
}
