package dev.triptych.controlplane.workload;

import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import dev.triptych.controlplane.platform.TriptychException.LostRace;
import dev.triptych.controlplane.platform.TriptychException.NotFound;
import dev.triptych.controlplane.platform.UuidV7;
import dev.triptych.spi.Moment;
import dev.triptych.spi.WorkloadId;
import java.time.Clock;
import java.time.Instant;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Decides, records, and leaves the doing to the reconciler. */
@Component
class RecordedCommands implements WorkloadCommands {
    private final Planner planner;
    private final Ledger ledger;
    private final WorkloadQueries queries;
    private final Reconciling reconciling;
    private final CreationKeys keys;
    private final Holds holds;
    private final VolumeWriters writers;
    private final Admission admission;
    private final Clock clock;

    RecordedCommands(
            Planner planner,
            Ledger ledger,
            WorkloadQueries queries,
            Reconciling reconciling,
            CreationKeys keys,
            Holds holds,
            VolumeWriters writers,
            Admission admission,
            Clock clock) {
        this.planner = planner;
        this.ledger = ledger;
        this.queries = queries;
        this.reconciling = reconciling;
        this.keys = keys;
        this.holds = holds;
        this.writers = writers;
        this.admission = admission;
        this.clock = clock;
    }

    @Override
    public WorkloadView create(Description description, Actor actor) {
        return create(description, actor, (trip, id) -> {});
    }

    @Override
    public Created create(Description description, CreationKey key, Actor actor) {
        return keys.once(key, description, this::made, recording -> create(description, actor, recording));
    }

    private WorkloadView made(WorkloadId id) {
        WorkloadView view = ledger.find(id);
        if (view == null || view.workload().deletedAt() != null) {
            throw new NotFound(
                    ErrorCode.WORKLOAD_NOT_FOUND,
                    "The workload that this Idempotency-Key made has been deleted. Choose a new key to make another.");
        }
        return view;
    }

    private WorkloadView create(Description description, Actor actor, CreationKeys.Recording recording) {
        Moment accepted = Moment.now(clock);
        Pinned pinned = planner.plan(description).pinned();
        admission.require(description.resources(), null);
        WorkloadId id = new WorkloadId(UuidV7.next());
        Instant now = clock.instant();
        Reason reason = new Reason(ReasonCode.SUBMITTED, "It waits for its turn.");
        WorkloadRecord workload = new WorkloadRecord(
                id,
                description,
                pinned,
                1,
                1,
                Desired.RUNNING,
                Stage.QUEUED,
                1,
                1,
                new BackendObject(1, description.kind()),
                Sight.NEVER,
                reason,
                Restarts.NONE,
                now,
                now,
                null);
        Change change = Change.to(workload, RunRecord.queued(id, 1, 1, now, reason))
                .announcing(Intent.RUN)
                .telling(WorkloadState.QUEUED, ReasonCode.SUBMITTED, actor, "Submitted.");
        WorkloadView view = writers.whileFree(description, () -> ledger.insert(change, recording));
        reconciling.signal(id, accepted);
        return view;
    }

    @Override
    public DryRun plan(Description description) {
        Planner.Planned planned = planner.plan(description);
        return new DryRun(description, planned.pinned(), planned.objectName(), planned.plan());
    }

    @Override
    public WorkloadView replace(String name, Description description, @Nullable Long expectedVersion, Actor actor) {
        WorkloadRecord before = queries.get(name).workload();
        Description present = before.description();
        if (!description.name().equals(name)) {
            throw InvalidRequest.of("name", "cannot change; it is \"" + name + "\"");
        }
        holds.requireFree(name, actor);
        Planner.Planned planned = description.runsLike(present) ? null : planner.plan(description);
        if (planned != null) {
            admission.require(description.resources(), before.atRest() ? null : present.resources());
        }
        return writers.whileFree(
                description,
                () -> command(name, Action.REPLACE, expectedVersion, (now, accepted) -> {
                    if (description.equals(now.workload().description())) {
                        return null;
                    }
                    if (description.runsLike(now.workload().description())) {
                        return Commanded.relabelled(now, description, actor);
                    }
                    if (planned == null) {
                        throw new Conflict(
                                ErrorCode.CONCURRENT_CHANGE,
                                "Somebody else changed \"" + name + "\" at the same moment. Read it again and repeat.");
                    }
                    return Commanded.replaced(now, description, planned.pinned(), actor);
                }));
    }

    @Override
    public WorkloadView delete(String name, @Nullable Long expectedVersion, Actor actor) {
        holds.requireFree(name, actor);
        return command(name, Action.DELETE, expectedVersion, (now, accepted) -> Commanded.deleted(now, actor));
    }

    @Override
    public WorkloadView start(String name, Actor actor) {
        return runAgain(name, Action.START, ReasonCode.START_REQUESTED, actor);
    }

    @Override
    public WorkloadView stop(String name, Actor actor) {
        return command(name, Action.STOP, null, (now, accepted) -> Commanded.stopped(now, actor));
    }

    @Override
    public WorkloadView restart(String name, Actor actor) {
        return runAgain(name, Action.RESTART, ReasonCode.RESTART_REQUESTED, actor);
    }

    private WorkloadView runAgain(String name, Action action, ReasonCode reason, Actor actor) {
        WorkloadRecord before = queries.get(name).workload();
        Description description = before.description();
        admission.require(description.resources(), before.atRest() ? null : description.resources());
        return writers.whileFree(
                description,
                () -> command(name, action, null, (now, accepted) -> Commanded.runAgain(now, accepted, reason, actor)));
    }

    private WorkloadView command(
            String name,
            Action action,
            @Nullable Long expectedVersion,
            BiFunction<WorkloadView, Instant, @Nullable Change> change) {
        Moment accepted = Moment.now(clock);
        WorkloadId id = queries.get(name).workload().id();
        WorkloadView view = ledger.update(id, now -> {
            checkVersion(now.workload(), expectedVersion);
            return ActionCheck.isNeeded(now.workload(), action) ? change.apply(now, accepted.at()) : null;
        });
        reconciling.signal(id, accepted);
        return holds.shown(view);
    }

    private static void checkVersion(WorkloadRecord workload, @Nullable Long expected) {
        if (expected != null && expected != workload.version()) {
            throw new LostRace(
                    ErrorCode.PRECONDITION_FAILED,
                    "\"" + workload.name() + "\" has changed since you read it. Read it again and repeat.");
        }
    }
}
