package dev.triptych.controlplane.workload;

import dev.triptych.spi.WorkloadKind;
import java.util.Optional;

/** What a kind cannot do in any state, and why. */
public final class KindPowers {
    private KindPowers() {}

    /** Why this can never be asked of a workload that is described so; empty when it can. */
    public static Optional<String> lacks(Action action, Description description) {
        return switch (action) {
            case EXEC -> noCommands(description.kind());
            case CONSOLE -> noConsole(description.kind());
            case START, STOP, RESTART, REPLACE, DELETE -> Optional.empty();
        };
    }

    private static Optional<String> noCommands(WorkloadKind kind) {
        return switch (kind) {
            case CONTAINER -> Optional.empty();
            case WASM -> Optional.of("a Wasm module has no processes: what runs is the module alone");
            case VM ->
                Optional.of("a virtual machine needs an agent in its guest for that, which is not supported yet");
        };
    }

    private static Optional<String> noConsole(WorkloadKind kind) {
        return switch (kind) {
            case VM -> Optional.empty();
            case CONTAINER ->
                Optional.of(
                        "a container has no console: its logs have its output, and a terminal runs a command in it");
            case WASM -> Optional.of("a Wasm module has no console: its logs have its output");
        };
    }

    static AvailableAction limit(AvailableAction action, Description description) {
        return lacks(action.action(), description)
                .map(reason -> new AvailableAction(action.action(), false, reason))
                .orElse(action);
    }
}
