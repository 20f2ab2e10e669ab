package dev.triptych.controlplane.artifact;

import dev.triptych.spi.ModuleInspecting.ModuleInspection;
import org.jspecify.annotations.Nullable;

/**
 * What was found in an artifact's bytes.
 *
 * @param module for WebAssembly; null otherwise
 * @param virtualSizeBytes for a disk image, the size of the disk in it; null otherwise
 * @param clusterSizeBytes for a disk image with clusters, the size of one; null otherwise
 */
public record Inspection(
        Format format,
        @Nullable ModuleInspection module,
        @Nullable Long virtualSizeBytes,
        @Nullable Long clusterSizeBytes) {
    static Inspection of(Format format) {
        return new Inspection(format, null, null, null);
    }

    static Inspection of(Format format, ModuleInspection module) {
        return new Inspection(format, module, null, null);
    }

    static Inspection ofDisk(Format format, long virtualSizeBytes, @Nullable Long clusterSizeBytes) {
        return new Inspection(format, null, virtualSizeBytes, clusterSizeBytes);
    }
}
