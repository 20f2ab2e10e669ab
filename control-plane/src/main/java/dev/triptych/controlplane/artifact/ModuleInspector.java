package dev.triptych.controlplane.artifact;

import dev.triptych.spi.ModuleInspecting.ModuleInspection;
import java.nio.file.Path;

/** Reads what a WebAssembly binary says about itself. Dispatch answers, which knows the drivers. */
public interface ModuleInspector {
    /**
     * Validates and reads a binary.
     *
     * @throws dev.triptych.spi.DriverException when it is not well formed, or nobody here can tell
     */
    ModuleInspection inspect(Path file);
}
