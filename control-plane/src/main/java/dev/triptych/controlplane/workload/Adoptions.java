package dev.triptych.controlplane.workload;

import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadKind;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Puts a workload on record for an object that is in a backend already. What became of the object is found out then. */
@Component
public class Adoptions {
    private final Ledger ledger;
    private final Planner planner;
    private final Clock clock;

    Adoptions(Ledger ledger, Planner planner, Clock clock) {
        this.ledger = ledger;
        this.planner = planner;
        this.clock = clock;
    }

    /**
     * Records the workload whose mark the object carries.
     *
     * @param given what it is; null to take what is on record of a deleted workload
     * @param held which ports of the host the object has, by port name
     * @throws dev.triptych.controlplane.platform.TriptychException when the name is taken, nothing is known of it, or the
     *     description is not one that could have made it
     */
    public WorkloadView adopt(
            WorkloadKey key, WorkloadKind kind, @Nullable Description given, Map<String, Integer> held, Actor actor) {
        WorkloadView former = ledger.find(key.id());
        if (given != null && given.kind() != kind) {
            throw InvalidRequest.of("workload.kind", "must be that of the orphan");
        }
        Described described = given == null
                ? recorded(former)
                : new Described(given, planner.plan(given, held).pinned());
        BackendObject object = new BackendObject(key.generation(), kind);
        Reason reason = new Reason(ReasonCode.ORPHAN_ADOPTED, "It was found in its backend and put on record.");
        Instant now = clock.instant();
        return former == null
                ? ledger.insert(
                        adopted(fresh(key, described, object, reason, now), now, reason, actor), (trip, id) -> {})
                : ledger.update(key.id(), view -> adopted(again(view, described, object, reason), now, reason, actor));
    }

    private static Described recorded(@Nullable WorkloadView former) {
        if (former == null) {
            throw InvalidRequest.of(
                    "workload",
                    "is required: nothing on record says what this is. Give the description it was made of");
        }
        return new Described(former.workload().description(), former.workload().pinned());
    }

    private static WorkloadRecord fresh(
            WorkloadKey key, Described described, BackendObject object, Reason reason, Instant now) {
        return new WorkloadRecord(
                key.id(),
                described.description(),
                described.pinned(),
                key.generation(),
                1,
                Desired.RUNNING,
                Stage.STARTING,
                1,
                1,
                object,
                Sight.NEVER,
                reason,
                Restarts.NONE,
                now,
                now,
                null);
    }

    private static WorkloadRecord again(WorkloadView former, Described described, BackendObject object, Reason reason) {
        WorkloadRecord workload = former.workload();
        int run = workload.currentRun() + 1;
        return workload.edit()
                .description(described.description())
                .pinned(described.pinned())
                .generation(Math.max(workload.generation(), object.generation()))
                .version(workload.version() + 1)
                .desired(Desired.RUNNING)
                .stage(Stage.STARTING)
                .currentRun(run)
                .wantedRun(run)
                .object(object)
                .reason(reason)
                .restarts(Restarts.NONE)
                .deletedAt(null)
                .done();
    }

    private static Change adopted(WorkloadRecord workload, Instant now, Reason reason, Actor actor) {
        RunRecord run = RunRecord.queued(workload.id(), workload.currentRun(), workload.generation(), now, reason)
                .edit()
                .stage(Stage.STARTING)
                .done();
        return Change.to(workload, run)
                .announcing(Intent.RUN)
                .telling(workload.state(), reason.code(), actor, reason.message());
    }

    private record Described(Description description, Pinned pinned) {}
}
