package dev.triptych.controlplane.artifact;

import dev.triptych.spi.ModuleInspecting.ModuleInspection;
import org.jspecify.annotations.Nullable;

/**
 * What was found in an artifact's bytes.
 *
 * @param module for WebAssembly; null otherwise
 * @param virtualSizeBytes for a disk image, the size of the disk in it; null otherwise
 */
public record Inspection(
        Format format,
        @Nullable ModuleInspection module,
        @Nullable Long virtualSizeBytes) {
    static Inspection of(Format format) {
        return new Inspection(format, null, null);
    }
}
