package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.dispatch.DriverFailures;
import dev.triptych.controlplane.dispatch.Drivers;
import dev.triptych.controlplane.journal.Event.Subject;
import dev.triptych.controlplane.journal.Event.SubjectType;
import dev.triptych.controlplane.journal.EventWriter;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.controlplane.workload.Adoptions;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Endpoint;
import dev.triptych.spi.WorkloadKind;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What can be done with an orphan, on somebody's word only. */
@Component
public class OrphanActions {
    private final Orphans orphans;
    private final Adoptions adoptions;
    private final Reconciler reconciler;
    private final Drivers drivers;
    private final EventWriter events;
    private final ReconcileProperties properties;
    private final Set<OrphanId> busy = ConcurrentHashMap.newKeySet();

    OrphanActions(
            Orphans orphans,
            Adoptions adoptions,
            Reconciler reconciler,
            Drivers drivers,
            EventWriter events,
            ReconcileProperties properties) {
        this.orphans = orphans;
        this.adoptions = adoptions;
        this.reconciler = reconciler;
        this.drivers = drivers;
        this.events = events;
        this.properties = properties;
    }

    /**
     * Puts a workload on record that has the orphan as its object; what runs goes on.
     *
     * @param given what it is; null to take what is on record of a deleted workload
     * @throws dev.triptych.controlplane.platform.TriptychException when there is no such orphan, its name is taken, no
     *     description is known, or it is left over from another generation
     */
    public WorkloadView adopt(String id, @Nullable Description given, Actor actor) {
        return alone(id, orphan -> {
            if (orphan.record() == Orphan.OnRecord.OTHER_GENERATION) {
                throw new Conflict(
                        ErrorCode.ACTION_NOT_POSSIBLE,
                        "Its workload lives in a later generation and has an object of its own. Stop this one.");
            }
            var held = orphan.object().endpoints().stream()
                    .filter(_ -> orphan.id().kind() != WorkloadKind.VM) // which has none of the host
                    .collect(Collectors.toMap(Endpoint::portName, Endpoint::port, (one, other) -> one));
            WorkloadView adopted =
                    adoptions.adopt(orphan.id().key(), orphan.id().kind(), given, held, actor);
            reconciler.recover(adopted.workload().id());
            return adopted;
        });
    }

    /** Stops it with grace and removes it from its backend. Complete on return. */
    public void stop(String id, Actor actor) {
        alone(id, orphan -> {
            try {
                Driver driver = drivers.of(orphan.id().kind());
                driver.stop(orphan.id().key(), properties.stopGrace());
                driver.destroy(orphan.id().key());
            } catch (DriverException e) {
                throw DriverFailures.toApi(e);
            }
            record(orphan, "orphan.stopped", ReasonCode.ORPHAN_STOPPED, actor, "was stopped and removed");
            return orphan;
        });
    }

    /** Nobody is to be warned of it any more. */
    public Orphan ignore(String id, Actor actor) {
        Orphan orphan = orphans.get(id);
        if (orphans.ignore(orphan.id(), actor.name())) {
            record(orphan, "orphan.ignored", ReasonCode.ORPHAN_IGNORED, actor, "is to be left alone");
        }
        return orphans.get(id);
    }

    private void record(Orphan orphan, String type, ReasonCode reason, Actor actor, String what) {
        String name = orphan.object().name();
        String shown = name == null ? orphan.id().key().id().shortForm() : name;
        events.record(
                type,
                new Subject(SubjectType.HOST, shown, orphan.id().toString()),
                reason,
                actor,
                "The orphan " + orphan.id() + " " + what + ".");
    }

    /** One action at a time for each, and none for what has found its workload since it was listed. */
    private <T> T alone(String id, Function<Orphan, T> action) {
        Orphan orphan = orphans.get(id);
        if (!busy.add(orphan.id())) {
            throw new Conflict(ErrorCode.CONCURRENT_CHANGE, "Somebody else does something with it at this moment.");
        }
        try {
            if (orphans.recordOf(orphan.object()) != orphan.record()) {
                throw new Conflict(ErrorCode.CONCURRENT_CHANGE, "It has changed since it was listed. Read it again.");
            }
            T result = action.apply(orphan);
            orphans.settled(orphan.id());
            return result;
        } finally {
            busy.remove(orphan.id());
        }
    }
}
