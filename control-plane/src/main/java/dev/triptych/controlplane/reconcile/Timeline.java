package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.workload.Phase;
import dev.triptych.spi.Moment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When each part of a start-up ended. Phases follow one another without gaps. Guarded by its session. */
final class Timeline {
    private static final String INTERRUPTED = "the control plane was restarted meanwhile";

    private final List<Phase> phases = new ArrayList<>();
    private @Nullable Moment last;

    /** A start-up that begins now, with the acceptance of the command. */
    static Timeline from(Moment accepted) {
        Timeline timeline = new Timeline();
        timeline.last = accepted;
        return timeline;
    }

    /** A start-up of which the record holds a part; what follows cannot be measured any more. */
    static Timeline adopted(List<Phase> recorded) {
        Timeline timeline = new Timeline();
        timeline.phases.addAll(recorded);
        return timeline;
    }

    /** Ends the phase that comes next. */
    void end(Phase.Name name, Moment at) {
        Moment from = last;
        if (has(name)) {
            return;
        }
        for (Phase.Name earlier : Phase.Name.values()) {
            if (earlier.compareTo(name) < 0 && !has(earlier)) {
                phases.add(Phase.unavailable(earlier, null, INTERRUPTED));
            }
        }
        phases.add(from == null ? Phase.unavailable(name, null, INTERRUPTED) : Phase.between(name, from, at));
        last = at;
    }

    /** Ends with a phase that was not reached. */
    void stopShort(Phase.Name name, String why) {
        if (!has(name)) {
            Moment from = last;
            phases.add(Phase.unavailable(name, from == null ? null : from.at(), why));
        }
    }

    private boolean has(Phase.Name name) {
        return phases.stream().anyMatch(phase -> phase.name() == name);
    }

    List<Phase> phases() {
        return List.copyOf(phases);
    }
}
