package dev.triptych.controlplane.workload;

import java.util.List;

/**
 * A workload as it is shown.
 *
 * @param run the newest run
 */
public record WorkloadView(
        WorkloadRecord workload, RunRecord run, WorkloadState state, List<AvailableAction> availableActions) {
    public WorkloadView {
        availableActions = List.copyOf(availableActions);
    }

    public static WorkloadView of(WorkloadRecord workload, RunRecord run) {
        Situation situation = workload.situation();
        List<AvailableAction> actions =
                StatePolicy.availableActions(situation, workload.isFollowed(), workload.isDelayed());
        return new WorkloadView(
                workload,
                run,
                StatePolicy.state(situation),
                actions.stream()
                        .map(action -> KindPowers.limit(action, workload.description()))
                        .toList());
    }

    /** What is said of one action. */
    public AvailableAction available(Action action) {
        return availableActions.stream()
                .filter(one -> one.action() == action)
                .findFirst()
                .orElseThrow();
    }

    /**
     * The same while somebody relies on it, and users can neither replace nor delete it.
     *
     * @param holder who it is, in a sentence
     */
    WorkloadView heldBy(String holder) {
        return new WorkloadView(
                workload,
                run,
                state,
                availableActions.stream()
                        .map(one -> one.action() == Action.REPLACE || one.action() == Action.DELETE
                                ? new AvailableAction(one.action(), false, holder)
                                : one)
                        .toList());
    }
}
