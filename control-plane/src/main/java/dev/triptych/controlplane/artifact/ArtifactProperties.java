package dev.triptych.controlplane.artifact;

import dev.triptych.spi.ByteSize;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of what is stored.
 *
 * @param maxSize the largest artifact
 * @param maxDiskSize the largest disk that may be in a disk image
 * @param maxUploads how many uploads may be under way at once
 * @param sweepEvery how often bytes that nobody needs are looked for
 * @param sweepGrace how long such bytes stay, so that whoever is about to use them can
 */
@ConfigurationProperties("triptych.artifact")
public record ArtifactProperties(
        @DefaultValue("16GiB") ByteSize maxSize,
        @DefaultValue("2048GiB") ByteSize maxDiskSize,
        @DefaultValue("8") int maxUploads,
        @DefaultValue("10m") Duration sweepEvery,
        @DefaultValue("1h") Duration sweepGrace) {
    public ArtifactProperties {
        if (maxSize.bytes() == 0 || maxDiskSize.bytes() == 0 || maxUploads < 1) {
            throw new IllegalArgumentException(
                    "triptych.artifact.max-size, max-disk-size and max-uploads must be more than 0");
        }
        if (sweepEvery.toMillis() <= 0 || sweepGrace.isNegative()) {
            throw new IllegalArgumentException(
                    "triptych.artifact.sweep-every must be more than 0 and sweep-grace not negative");
        }
    }
}
