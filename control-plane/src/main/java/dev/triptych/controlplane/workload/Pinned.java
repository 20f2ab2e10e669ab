package dev.triptych.controlplane.workload;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.ImageConfig;
import dev.triptych.spi.Source.DiskFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a description's words meant when its generation was made. A later change of an image or artifact of the same name
 * does not reach this workload.
 *
 * @param reference the source as the user wrote it
 * @param digest of the whole source, {@code sha256:…}
 * @param size of the source; null when not known
 * @param artifacts role ({@code module}, {@code image}, {@code kernel}, {@code initrd}, {@code disk}) → digest of the artifact's bytes
 * @param image the configuration of an image that a driver without images is to run; null otherwise
 * @param hostPorts port name → port of the host
 * @param disk what a disk image was found to be when it was stored; null for any other source
 */
public record Pinned(
        String reference,
        String digest,
        @Nullable ByteSize size,
        Map<String, String> artifacts,
        @Nullable ImageConfig image,
        Map<String, Integer> hostPorts,
        @Nullable PinnedDisk disk) {
    public Pinned {
        artifacts = Map.copyOf(artifacts);
        hostPorts = Map.copyOf(hostPorts);
    }

    /** What is no disk image. */
    public Pinned(
            String reference,
            String digest,
            @Nullable ByteSize size,
            Map<String, String> artifacts,
            @Nullable ImageConfig image,
            Map<String, Integer> hostPorts) {
        this(reference, digest, size, artifacts, image, hostPorts, null);
    }

    /**
     * A disk image.
     *
     * @param size of the disk in it
     */
    public record PinnedDisk(DiskFormat format, ByteSize size) {}
}
