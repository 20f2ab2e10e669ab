package dev.triptych.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a workload.
 *
 * @param cpus processors, more than 0; a fraction is a share of time
 * @param memory what the guest may use; what a backend needs beyond it comes on top
 * @param disk the size of the disk that a machine boots from, when it is to be larger than that of its image; null for
 *     the image's
 * @param timeout wall-clock limit of one run, counted from its start; null for none. The control plane enforces it for
 *     every kind; a driver that can should enforce it too and then report {@link ExitReason#TIME_LIMIT}
 */
public record Resources(
        double cpus,
        ByteSize memory,
        @Nullable ByteSize disk,
        @Nullable Duration timeout) {

    /** The limits of what has no disk, or is content with its image's. */
    public Resources(double cpus, ByteSize memory, @Nullable Duration timeout) {
        this(cpus, memory, null, timeout);
    }
}
