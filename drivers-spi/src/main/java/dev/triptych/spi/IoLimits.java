package dev.triptych.spi;

import org.jspecify.annotations.Nullable;

/**
 * How much a workload may read from and write to the host's disks. Each is more than 0, and null for no bound.
 *
 * @param readBytesPerSecond bytes
 * @param writeBytesPerSecond bytes
 * @param readOperationsPerSecond requests to a disk, however large
 * @param writeOperationsPerSecond likewise
 */
public record IoLimits(
        @Nullable Long readBytesPerSecond,
        @Nullable Long writeBytesPerSecond,
        @Nullable Long readOperationsPerSecond,
        @Nullable Long writeOperationsPerSecond) {

    /** Whether there is no bound at all. */
    public boolean none() {
        return readBytesPerSecond == null && readOperationsPerSecond == null && !bindsWrites();
    }

    /** Whether writing is bounded. */
    public boolean bindsWrites() {
        return writeBytesPerSecond != null || writeOperationsPerSecond != null;
    }
}
