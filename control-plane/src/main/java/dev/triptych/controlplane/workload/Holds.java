package dev.triptych.controlplane.workload;

import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Everybody who may hold a workload, as one. */
@Component
class Holds {
    private final List<WorkloadHold> holds;

    Holds(List<WorkloadHold> holds) {
        this.holds = List.copyOf(holds);
    }

    private Optional<String> holderOf(String workload) {
        return holds.stream().flatMap(hold -> hold.holderOf(workload).stream()).findFirst();
    }

    /**
     * Refuses what a holder does not want.
     *
     * @throws Conflict {@link ErrorCode#MIGRATION_UNDER_WAY}
     */
    void requireFree(String workload, Actor actor) {
        if (!actor.equals(Actor.SYSTEM)) { // whoever holds it may still do with it what is needed
            holderOf(workload).ifPresent(holder -> {
                throw new Conflict(ErrorCode.MIGRATION_UNDER_WAY, holder);
            });
        }
    }

    /** The workload as it is shown to users, who cannot do what a holder does not want. */
    WorkloadView shown(WorkloadView view) {
        return view.workload().deletedAt() == null
                ? holderOf(view.workload().name()).map(view::heldBy).orElse(view)
                : view;
    }
}
