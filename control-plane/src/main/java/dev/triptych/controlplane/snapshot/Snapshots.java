package dev.triptych.controlplane.snapshot;

import dev.triptych.controlplane.dispatch.SnapshotCalls;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.LeadGuard;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.controlplane.platform.TriptychException.NotFound;
import dev.triptych.controlplane.platform.UuidV7;
import dev.triptych.controlplane.snapshot.Snapshot.State;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.controlplane.workload.WorkloadRecord;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.Snapshotting.Consistency;
import dev.triptych.spi.WorkloadId;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Takes, restores and deletes snapshots of workloads' disks, one at a time for each workload. */
@Component
public class Snapshots {
    /** How many a workload may have. */
    public static final int MOST = 20;

    private static final Actor SYSTEM = new Actor("system", "");
    /** After these it may have happened all the same. */
    private static final Set<ErrorCode> UNCLEAR =
            Set.of(ErrorCode.BACKEND_TIMEOUT, ErrorCode.DRIVER_UNAVAILABLE, ErrorCode.INTERNAL_ERROR);

    private final SnapshotRows rows;
    private final SnapshotRecord record;
    private final SnapshotCalls calls;
    private final WorkloadQueries workloads;
    private final LeadGuard lead;
    private final Clock clock;
    private final Set<WorkloadId> busy = ConcurrentHashMap.newKeySet();

    Snapshots(
            SnapshotRows rows,
            SnapshotRecord record,
            SnapshotCalls calls,
            WorkloadQueries workloads,
            LeadGuard lead,
            Clock clock) {
        this.rows = rows;
        this.record = record;
        this.calls = calls;
        this.workloads = workloads;
        this.lead = lead;
        this.clock = clock;
    }

    /**
     * What a workload has.
     *
     * @param snapshots oldest first
     * @param diskBytes on the host, of its disk with all its snapshots; null when nobody can say now
     */
    public record Kept(List<Snapshot> snapshots, @Nullable Long diskBytes) {}

    /**
     * What is kept of a workload's disk.
     *
     * @throws TriptychException {@link ErrorCode#WORKLOAD_NOT_FOUND}, {@link ErrorCode#NOT_SUPPORTED}
     */
    public Kept list(String workload) {
        WorkloadRecord wanted = workloads.get(workload).workload();
        calls.requireDisk(wanted);
        return wanted.object() == null
                ? new Kept(List.of(), null)
                : new Kept(rows.of(wanted.id(), wanted.object().generation()), optional(calls.diskBytes(wanted)));
    }

    private static @Nullable Long optional(OptionalLong bytes) {
        return bytes.isPresent() ? bytes.getAsLong() : null;
    }

    /**
     * Keeps what is on the workload's disk now. Durable on return.
     *
     * @throws TriptychException as {@link #list}; {@link ErrorCode#NAME_TAKEN}; {@link ErrorCode#ACTION_NOT_POSSIBLE} when it
     *     has no disk yet, has as many as may be, or another change is under way; what the driver's refusals are called
     */
    public Snapshot take(String workload, String name, Actor actor) {
        WorkloadRecord wanted = changeable(workload);
        return alone(wanted.id(), () -> {
            long generation = calls.generation(wanted);
            List<Snapshot> known = rows.of(wanted.id(), generation);
            if (known.stream().anyMatch(one -> one.name().equals(name))) {
                throw new Conflict(
                        ErrorCode.NAME_TAKEN,
                        "\"" + workload + "\" has a snapshot \"" + name
                                + "\". Choose another name, or delete that one.");
            }
            if (known.size() >= MOST) {
                throw new Conflict(
                        ErrorCode.ACTION_NOT_POSSIBLE,
                        "\"" + workload + "\" has " + MOST + " snapshots, and no more are kept. Delete one first.");
            }
            Snapshot snapshot = new Snapshot(
                    UuidV7.next(),
                    wanted.id(),
                    workload,
                    generation,
                    name,
                    State.CREATING,
                    null,
                    clock.instant(),
                    actor.name());
            record.wanted(snapshot);
            return take(snapshot, wanted, actor);
        });
    }

    private Snapshot take(Snapshot snapshot, WorkloadRecord workload, Actor actor) {
        try {
            Consistency consistency = calls.take(workload, snapshot.id());
            record.taken(snapshot, consistency, actor);
            return with(snapshot, State.READY, consistency);
        } catch (TriptychException refused) {
            if (!UNCLEAR.contains(refused.code())) {
                record.takenBack(snapshot);
            }
            throw refused;
        }
    }

    /**
     * Brings the disk of a workload that does not run back. Durable on return.
     *
     * @throws TriptychException as {@link #take}; {@link ErrorCode#SNAPSHOT_NOT_FOUND}; {@link ErrorCode#ACTION_NOT_POSSIBLE}
     *     also while it runs
     */
    public Snapshot restore(String workload, String name, Actor actor) {
        WorkloadRecord wanted = changeable(workload);
        if (!wanted.stage().ended()) {
            throw new Conflict(
                    ErrorCode.ACTION_NOT_POSSIBLE,
                    "\"" + workload + "\" runs, and writes to its disk. Stop it, then restore the snapshot.");
        }
        return alone(wanted.id(), () -> {
            Snapshot snapshot = find(wanted, name);
            record.wanted(snapshot, State.RESTORING);
            return restore(snapshot, wanted, actor);
        });
    }

    private Snapshot restore(Snapshot snapshot, WorkloadRecord workload, Actor actor) {
        try {
            calls.restore(workload, snapshot.id());
            record.restored(snapshot, actor);
            return with(snapshot, State.READY, snapshot.consistency());
        } catch (TriptychException refused) {
            if (!UNCLEAR.contains(refused.code())) {
                record.wanted(snapshot, State.READY);
            }
            throw refused;
        }
    }

    /**
     * Removes it. Durable on return.
     *
     * @throws TriptychException as {@link #restore}
     */
    public void delete(String workload, String name, Actor actor) {
        WorkloadRecord wanted = changeable(workload);
        alone(wanted.id(), () -> {
            Snapshot snapshot = find(wanted, name);
            record.wanted(snapshot, State.DELETING);
            calls.delete(wanted, snapshot.id());
            record.deleted(snapshot, actor);
            return snapshot;
        });
    }

    private WorkloadRecord changeable(String workload) {
        lead.require();
        WorkloadRecord wanted = workloads.get(workload).workload();
        calls.requireDisk(wanted);
        return wanted;
    }

    private Snapshot find(WorkloadRecord workload, String name) {
        return rows.of(workload.id(), calls.generation(workload)).stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NotFound(
                        ErrorCode.SNAPSHOT_NOT_FOUND, "\"" + workload.name() + "\" has no snapshot \"" + name + "\"."));
    }

    private <T> T alone(WorkloadId workload, Supplier<T> change) {
        if (!busy.add(workload)) {
            throw new Conflict(
                    ErrorCode.ACTION_NOT_POSSIBLE,
                    "A snapshot of it is being taken, restored or deleted. Wait for that, and ask again.");
        }
        try {
            return change.get();
        } finally {
            busy.remove(workload);
        }
    }

    private static Snapshot with(Snapshot snapshot, State state, @Nullable Consistency consistency) {
        return new Snapshot(
                snapshot.id(),
                snapshot.workload(),
                snapshot.workloadName(),
                snapshot.generation(),
                snapshot.name(),
                state,
                consistency,
                snapshot.createdAt(),
                snapshot.createdBy());
    }

    /** Brings what was cut short to its end, and forgets what is gone. What cannot be done now is left for the next time. */
    void settle() {
        lead.require();
        if (rows.anyIsGone()) {
            record.forgetGone();
        }
        for (Snapshot snapshot : rows.unsettled()) {
            if (busy.add(snapshot.workload())) {
                try {
                    settle(snapshot);
                } finally {
                    busy.remove(snapshot.workload());
                }
            }
        }
    }

    private void settle(Snapshot before) {
        Optional<Snapshot> still = rows.unsettled().stream()
                .filter(one -> one.id().equals(before.id()))
                .findFirst();
        WorkloadView view = workloads.find(before.workload());
        if (still.isEmpty() || view == null || view.workload().object() == null) {
            return; // it ended meanwhile, or its disk is not there now
        }
        Snapshot snapshot = still.get();
        WorkloadRecord workload = view.workload();
        switch (snapshot.state()) {
            case CREATING -> take(snapshot, workload, SYSTEM);
            case RESTORING -> {
                if (workload.stage().ended()) {
                    restore(snapshot, workload, SYSTEM);
                } else {
                    record.wanted(snapshot, State.READY); // it was started since, which nobody may undo
                }
            }
            case DELETING -> {
                calls.delete(workload, snapshot.id());
                record.deleted(snapshot, SYSTEM);
            }
            case READY -> {}
        }
    }
}
