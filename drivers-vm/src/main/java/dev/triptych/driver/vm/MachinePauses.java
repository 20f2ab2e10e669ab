package dev.triptych.driver.vm;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.Pausing;
import dev.triptych.spi.WorkloadKey;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/** Halts machines' processors and lets them go on, by libvirt's suspend and resume. */
final class MachinePauses implements Pausing {
    private final MachineLifecycle lifecycle;
    private final Operations operations;
    private final Duration deadline;
    private final Function<WorkloadKey, Observation> look;

    MachinePauses(
            MachineLifecycle lifecycle,
            Operations operations,
            Duration deadline,
            Function<WorkloadKey, Observation> look) {
        this.lifecycle = lifecycle;
        this.operations = operations;
        this.deadline = deadline;
        this.look = look;
    }

    @Override
    public Observation pause(WorkloadKey key) {
        return become(key, ObservedState.PAUSED, lifecycle::suspend);
    }

    @Override
    public Observation resume(WorkloadKey key) {
        return become(key, ObservedState.RUNNING, lifecycle::resume);
    }

    private Observation become(WorkloadKey key, ObservedState wanted, Consumer<WorkloadKey> act) {
        return operations.runAlone(key, deadline, () -> {
            Observation before = requireAlive(look.apply(key));
            if (before.state() == wanted) {
                return before;
            }
            act.accept(key);
            Observation after = requireAlive(look.apply(key));
            if (after.state() != wanted) {
                throw new DriverException(
                        DriverErrorCode.BACKEND_REFUSED,
                        wanted == ObservedState.PAUSED
                                ? "libvirt did not pause the machine"
                                : "the machine does not go on; its disk may have failed");
            }
            return after;
        });
    }

    private static Observation requireAlive(Observation now) {
        if (now.state() == ObservedState.ABSENT) {
            throw new DriverException(DriverErrorCode.WORKLOAD_ABSENT, "there is no such machine");
        }
        if (now.state() != ObservedState.RUNNING && now.state() != ObservedState.PAUSED) {
            throw new DriverException(DriverErrorCode.WORKLOAD_NOT_RUNNING, "the machine does not run");
        }
        return now;
    }
}
