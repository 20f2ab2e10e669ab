package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.controlplane.workload.BackendObject;
import dev.triptych.controlplane.workload.Desired;
import dev.triptych.controlplane.workload.WorkloadRecord;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ProgramInspecting;
import dev.triptych.spi.ProgramInspecting.BehaviourFacts;
import dev.triptych.spi.ProgramInspecting.ProgramFacts;
import dev.triptych.spi.WorkloadKey;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** Has a driver tell what a workload's program is and does. */
@Component
public class ProgramInspections {
    private final Drivers drivers;

    ProgramInspections(Drivers drivers) {
        this.drivers = drivers;
    }

    /**
     * Refuses what nobody can look at.
     *
     * @throws TriptychException {@link ErrorCode#NOT_SUPPORTED} when its kind's driver cannot,
     *     {@link ErrorCode#ACTION_NOT_POSSIBLE} when there is nothing in the backend
     */
    public void check(WorkloadRecord workload) {
        of(workload, (_, _) -> true);
    }

    /**
     * Reads what the program is.
     *
     * @throws TriptychException as {@link #check}, and what the driver's refusals are called
     */
    public ProgramFacts inspect(WorkloadRecord workload) {
        return of(workload, ProgramInspecting::inspect);
    }

    /**
     * Watches what it does; blocks for so long.
     *
     * @throws TriptychException as {@link #inspect}; also when the thread was interrupted, with the flag set
     */
    public BehaviourFacts watch(WorkloadRecord workload, Duration duration) {
        return of(workload, (driver, key) -> driver.watch(key, duration));
    }

    private interface Question<T> {
        T ask(ProgramInspecting driver, WorkloadKey key);
    }

    private <T> T of(WorkloadRecord workload, Question<T> question) {
        BackendObject object = workload.object();
        ProgramInspecting driver = asked(
                        workload,
                        record -> drivers.of(record.description().kind()).capability(ProgramInspecting.class))
                .orElseThrow(() -> new Unprocessable(
                        ErrorCode.NOT_SUPPORTED,
                        "Only containers are assessed; \"" + workload.name() + "\" is of the kind "
                                + workload.description().kind().name().toLowerCase(Locale.ROOT) + "."));
        if (object == null || workload.desired() == Desired.DELETED) {
            throw new Conflict(
                    ErrorCode.ACTION_NOT_POSSIBLE,
                    "There is no container of \"" + workload.name() + "\" now. Start it, and ask again.");
        }
        return asked(workload, record -> question.ask(driver, object.key(record.id())));
    }

    private static <T> T asked(WorkloadRecord workload, Function<WorkloadRecord, T> question) {
        try {
            return question.apply(workload);
        } catch (DriverException e) {
            throw DriverFailures.toApi(e);
        }
    }
}
