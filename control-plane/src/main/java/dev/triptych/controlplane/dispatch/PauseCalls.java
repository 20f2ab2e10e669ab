package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.workload.Action;
import dev.triptych.controlplane.workload.ActionCheck;
import dev.triptych.controlplane.workload.WorkloadRecord;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Observation;
import dev.triptych.spi.Pausing;
import dev.triptych.spi.WorkloadKey;
import java.util.function.BiFunction;
import org.springframework.stereotype.Component;

/** What is asked of drivers to halt what runs and to let it go on. Refusals are the API's. */
@Component
public class PauseCalls {
    private static final String CANNOT = "It cannot be paused";

    private final Reach reach;

    PauseCalls(Reach reach) {
        this.reach = reach;
    }

    /**
     * Whether there is anything to do.
     *
     * @throws TriptychException {@link ErrorCode#NOT_SUPPORTED} by this kind, {@link ErrorCode#ACTION_NOT_POSSIBLE} in this
     *     state
     */
    public boolean isNeeded(WorkloadRecord workload, Action action) {
        reach.requirePower(workload, action, CANNOT);
        return ActionCheck.isNeeded(workload, action);
    }

    /**
     * Halts what runs.
     *
     * @return what the backend says of it afterwards
     */
    public Observation pause(WorkloadRecord workload) {
        return ask(workload, Pausing::pause);
    }

    /** Lets what is paused go on; otherwise as {@link #pause}. */
    public Observation resume(WorkloadRecord workload) {
        return ask(workload, Pausing::resume);
    }

    private Observation ask(WorkloadRecord workload, BiFunction<Pausing, WorkloadKey, Observation> request) {
        Reach.Reached<Pausing> reached = reach.reach(workload, Pausing.class, CANNOT);
        try {
            return request.apply(reached.driver(), reached.key());
        } catch (DriverException e) {
            throw DriverFailures.toApi(e);
        }
    }
}
