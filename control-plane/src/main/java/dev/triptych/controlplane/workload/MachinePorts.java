package dev.triptych.controlplane.workload;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;

/**
 * The published ports of machines. Their backend has none to give, so they are held for them from when a run is on record until it
 * has ended.
 */
public interface MachinePorts {

    /**
     * Returns when the ports of this workload's run are held. Does nothing for one that is no machine or publishes none.
     *
     * @throws DriverException {@link DriverErrorCode#PORT_TAKEN}; {@link DriverErrorCode#BACKEND_UNAVAILABLE} while who holds them
     *     cannot be reached
     */
    void hold(WorkloadView view);

    /** Returns when ports of runs that have ended are free again, or who holds them cannot be reached. */
    void letGo();
}
