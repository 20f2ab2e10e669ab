package dev.triptych.controlplane.workload;

import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.Actor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be written about one workload, as one transaction.
 *
 * @param intent what a backend will be asked once this is written; null for nothing
 * @param settled whether the outcome of all intents so far is in this change
 * @param steps what history is to tell, in order; each state is the one after the step
 */
public record Change(
        WorkloadRecord workload, RunRecord run, @Nullable Intent intent, boolean settled, List<Step> steps) {
    public Change {
        steps = List.copyOf(steps);
    }

    public static Change to(WorkloadRecord workload, RunRecord run) {
        return new Change(workload, run, null, false, List.of());
    }

    public Change announcing(Intent next) {
        return new Change(workload, run, next, settled, steps);
    }

    public Change settling() {
        return new Change(workload, run, intent, true, steps);
    }

    /** The same with another version of the workload. */
    public Change with(WorkloadRecord other) {
        return new Change(other, run, intent, settled, steps);
    }

    /** Adds a line of history. */
    public Change telling(WorkloadState state, ReasonCode reason, Actor actor, String message) {
        List<Step> more = new ArrayList<>(steps);
        more.add(new Step(state, reason, actor, message));
        return new Change(workload, run, intent, settled, more);
    }

    /** One line of history. */
    public record Step(WorkloadState state, ReasonCode reason, Actor actor, String message) {}
}
