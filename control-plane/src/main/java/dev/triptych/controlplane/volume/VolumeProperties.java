package dev.triptych.controlplane.volume;

import dev.triptych.spi.ByteSize;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of volumes.
 *
 * @param maxSize the largest file system that a volume may have, and the most that is imported into one without
 * @param maxEntries the most files, directories and links in an archive that is imported
 * @param maxTransfers how many exports and imports may be under way at once
 */
@ConfigurationProperties("triptych.volume")
public record VolumeProperties(
        @DefaultValue("1024GiB") ByteSize maxSize,
        @DefaultValue("1000000") int maxEntries,
        @DefaultValue("4") int maxTransfers) {
    /** Less than this holds no file system with a journal. */
    public static final ByteSize LEAST_SIZE = ByteSize.ofMebibytes(16);

    public VolumeProperties {
        if (maxSize.compareTo(LEAST_SIZE) < 0 || maxEntries < 1 || maxTransfers < 1) {
            throw new IllegalArgumentException("triptych.volume.max-size must be at least " + LEAST_SIZE
                    + ", max-entries and max-transfers more than 0");
        }
    }
}
