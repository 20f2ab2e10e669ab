package dev.triptych.controlplane.workload;

import dev.triptych.spi.Endpoint;
import dev.triptych.spi.WorkloadKind;
import java.util.List;
import java.util.Optional;

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

    /**
     * Where each declared port can be reached from the host now. The driver of machines knows their own addresses alone; a
     * published port is held for them.
     */
    public List<Endpoint> endpoints() {
        Description description = workload.description();
        return description.kind() == WorkloadKind.VM
                ? workload.sight().endpoints().stream()
                        .map(own -> description.ports().stream()
                                .filter(port -> port.name().equals(own.portName()))
                                .findFirst()
                                .flatMap(port -> published(port, own))
                                .orElse(own))
                        .toList()
                : workload.sight().endpoints();
    }

    private Optional<Endpoint> published(PortSpec port, Endpoint own) {
        return Optional.ofNullable(workload.pinned().hostPorts().get(port.name()))
                .map(number -> new Endpoint(port.name(), own.protocol(), port.reachableAddress(), number));
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
