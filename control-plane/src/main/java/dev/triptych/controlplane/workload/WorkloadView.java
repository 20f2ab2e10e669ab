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
        return new WorkloadView(
                workload,
                run,
                StatePolicy.state(situation),
                StatePolicy.availableActions(situation, workload.isFollowed(), workload.isDelayed()));
    }
}
