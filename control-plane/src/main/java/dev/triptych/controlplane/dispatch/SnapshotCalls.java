package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.controlplane.workload.BackendObject;
import dev.triptych.controlplane.workload.Desired;
import dev.triptych.controlplane.workload.SourceSpec;
import dev.triptych.controlplane.workload.WorkloadRecord;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Snapshotting;
import dev.triptych.spi.Snapshotting.Consistency;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** What is asked of drivers for snapshots. Refusals are the API's. */
@Component
public class SnapshotCalls {
    private static final String CANNOT = "Its disk cannot be kept or brought back";

    private final Reach reach;

    SnapshotCalls(Reach reach) {
        this.reach = reach;
    }

    /**
     * Refuses what does not boot from a disk of its own.
     *
     * @throws Unprocessable {@link ErrorCode#NOT_SUPPORTED}
     */
    public void requireDisk(WorkloadRecord workload) {
        if (!(workload.description().source() instanceof SourceSpec.Disk) && workload.desired() != Desired.DELETED) {
            throw new Unprocessable(
                    ErrorCode.NOT_SUPPORTED, CANNOT + ": only the disk that a virtual machine boots from can be kept.");
        }
    }

    /**
     * The generation whose disk is there.
     *
     * @throws Conflict {@link ErrorCode#ACTION_NOT_POSSIBLE} when none is, or it is about to go
     */
    public long generation(WorkloadRecord workload) {
        BackendObject object = workload.object();
        boolean goes = workload.desired() == Desired.DELETED
                || (object != null && object.generation() != workload.generation());
        if (object == null || goes) {
            throw new Conflict(
                    ErrorCode.ACTION_NOT_POSSIBLE,
                    CANNOT + ": "
                            + (goes ? "it is about to be removed." : "it has none yet. Start the workload first."));
        }
        return object.generation();
    }

    public Consistency take(WorkloadRecord workload, UUID snapshot) {
        return ask(
                workload,
                reached -> reached.driver()
                        .takeSnapshot(reached.key(), snapshot.toString())
                        .consistency());
    }

    public void restore(WorkloadRecord workload, UUID snapshot) {
        ask(workload, reached -> {
            reached.driver().restoreSnapshot(reached.key(), snapshot.toString());
            return snapshot;
        });
    }

    public void delete(WorkloadRecord workload, UUID snapshot) {
        ask(workload, reached -> {
            reached.driver().deleteSnapshot(reached.key(), snapshot.toString());
            return snapshot;
        });
    }

    /** What the disk takes on the host, with all its snapshots; empty when the backend cannot say now. */
    public OptionalLong diskBytes(WorkloadRecord workload) {
        try {
            Reach.Reached<Snapshotting> reached = reach.reach(workload, Snapshotting.class, CANNOT);
            return OptionalLong.of(reached.driver().snapshots(reached.key()).diskBytes());
        } catch (DriverException | Conflict notNow) {
            return OptionalLong.empty();
        }
    }

    private <T> T ask(WorkloadRecord workload, Function<Reach.Reached<Snapshotting>, T> question) {
        try {
            return question.apply(reach.reach(workload, Snapshotting.class, CANNOT));
        } catch (DriverException e) {
            throw DriverFailures.toApi(e);
        }
    }
}
