package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.controlplane.workload.Action;
import dev.triptych.controlplane.workload.AvailableAction;
import dev.triptych.controlplane.workload.BackendObject;
import dev.triptych.controlplane.workload.Desired;
import dev.triptych.controlplane.workload.KindPowers;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.controlplane.workload.WorkloadRecord;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.Capability;
import dev.triptych.spi.WorkloadKey;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Finds what runs of a workload and the power of its driver, for what is done inside of it. */
@Component
final class Reach {
    private final WorkloadQueries workloads;
    private final Drivers drivers;

    Reach(WorkloadQueries workloads, Drivers drivers) {
        this.workloads = workloads;
        this.drivers = drivers;
    }

    /**
     * Refuses when it cannot be done now.
     *
     * @param cannot begins the sentence that a reason ends
     * @throws TriptychException {@link ErrorCode#WORKLOAD_NOT_FOUND}, {@link ErrorCode#NOT_SUPPORTED} by this kind,
     *     {@link ErrorCode#ACTION_NOT_POSSIBLE} in this state
     */
    WorkloadRecord require(String name, Action asked, String cannot) {
        WorkloadView view = workloads.get(name);
        WorkloadRecord workload = view.workload();
        requirePower(workload, asked, cannot);
        AvailableAction action = view.available(asked);
        if (!action.available()) {
            throw new Conflict(ErrorCode.ACTION_NOT_POSSIBLE, cannot + ": " + action.reason() + ".");
        }
        return workload;
    }

    /**
     * Refuses what workloads that are described so can never do.
     *
     * @throws Unprocessable {@link ErrorCode#NOT_SUPPORTED}
     */
    void requirePower(WorkloadRecord workload, Action asked, String cannot) {
        Optional<String> never = KindPowers.lacks(asked, workload.description());
        if (never.isPresent() && workload.desired() != Desired.DELETED) {
            throw new Unprocessable(ErrorCode.NOT_SUPPORTED, cannot + ": " + never.get() + ".");
        }
    }

    /** What runs, with the power of its driver. While a replacement is on its way, it may be of another kind than wanted. */
    <T extends Capability> Reached<T> reach(WorkloadRecord workload, Class<T> power, String cannot) {
        BackendObject object = workload.object();
        if (object == null) {
            throw new Conflict(ErrorCode.ACTION_NOT_POSSIBLE, cannot + ": nothing of it runs.");
        }
        T driver = drivers.of(object.kind())
                .capability(power)
                .orElseThrow(() -> new Unprocessable(
                        ErrorCode.NOT_SUPPORTED, cannot + ": workloads of its kind do not have that here."));
        return new Reached<>(object.key(workload.id()), driver);
    }

    record Reached<T>(WorkloadKey key, T driver) {}
}
