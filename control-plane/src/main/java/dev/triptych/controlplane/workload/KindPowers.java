package dev.triptych.controlplane.workload;

import dev.triptych.spi.KindOptions.Graphics;
import dev.triptych.spi.WorkloadKind;
import java.util.Optional;

/** What a kind cannot do in any state, and why. */
public final class KindPowers {
    private KindPowers() {}

    /** Why this can never be asked of a workload that is described so; empty when it can. */
    public static Optional<String> lacks(Action action, Description description) {
        return switch (action) {
            case EXEC -> noCommands(description);
            case CONSOLE -> noConsole(description.kind());
            case PAUSE, RESUME -> noPause(description.kind());
            case DISPLAY -> noDisplay(description);
            case START, STOP, RESTART, REPLACE, DELETE -> Optional.empty();
        };
    }

    private static Optional<String> noCommands(Description description) {
        return switch (description.kind()) {
            case CONTAINER -> Optional.empty();
            case WASM -> Optional.of("a Wasm module has no processes: what runs is the module alone");
            case VM ->
                description.source() instanceof SourceSpec.Disk
                        ? Optional.empty()
                        : Optional.of(
                                "a virtual machine needs an agent in its guest for that, and only systems on disk images"
                                        + " can have one");
        };
    }

    /** Why files of a workload of this kind cannot be read and written from outside; empty when they can. */
    public static Optional<String> noFiles(WorkloadKind kind) {
        return switch (kind) {
            case CONTAINER -> Optional.empty();
            case WASM -> Optional.of("a Wasm module has no files but those of its image and its volumes");
            case VM -> Optional.of("only the system in a virtual machine may use its disk");
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

    private static Optional<String> noPause(WorkloadKind kind) {
        return switch (kind) {
            case CONTAINER, VM -> Optional.empty();
            case WASM -> Optional.of("the engine of a Wasm module cannot halt it and take it up again");
        };
    }

    private static Optional<String> noDisplay(Description description) {
        return switch (description.kind()) {
            case VM ->
                description.vm() != null && description.vm().graphics() == Graphics.DISPLAY
                        ? Optional.empty()
                        : Optional.of(
                                "the machine has no graphics; one that boots from a disk gets them with vm.graphics");
            case CONTAINER -> Optional.of("a container has no display");
            case WASM -> Optional.of("a Wasm module has no display");
        };
    }

    static AvailableAction limit(AvailableAction action, Description description) {
        return lacks(action.action(), description)
                .map(reason -> new AvailableAction(action.action(), false, reason))
                .orElse(action);
    }
}
