package dev.triptych.controlplane.workload;

import dev.triptych.spi.WorkloadKind;
import java.util.Optional;

/** What a kind cannot do in any state, and why. */
public final class KindPowers {
    private KindPowers() {}

    /** Why no further command can be run in a workload of this kind; empty when one can. */
    public static Optional<String> noCommands(WorkloadKind kind) {
        return switch (kind) {
            case CONTAINER -> Optional.empty();
            case WASM -> Optional.of("a Wasm module has no processes: what runs is the module alone");
            case VM ->
                Optional.of("a virtual machine needs an agent in its guest for that, which is not supported yet");
        };
    }

    static AvailableAction limit(AvailableAction action, WorkloadKind kind) {
        return action.action() == Action.EXEC
                ? noCommands(kind)
                        .map(reason -> new AvailableAction(Action.EXEC, false, reason))
                        .orElse(action)
                : action;
    }
}
