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
 * @param cpuWeight null for what is usual; a driver that cannot hold it refuses it ({@link DriverErrorCode#NOT_SUPPORTED})
 * @param io null for no bound; a driver that cannot hold it refuses it likewise
 */
public record Resources(
        double cpus,
        ByteSize memory,
        @Nullable ByteSize disk,
        @Nullable Duration timeout,
        @Nullable CpuWeight cpuWeight,
        @Nullable IoLimits io) {

    /** What has neither a weight of its own nor bounds of I/O. */
    public Resources(double cpus, ByteSize memory, @Nullable ByteSize disk, @Nullable Duration timeout) {
        this(cpus, memory, disk, timeout, null, null);
    }

    /** The limits of what has no disk, or is content with its image's. */
    public Resources(double cpus, ByteSize memory, @Nullable Duration timeout) {
        this(cpus, memory, null, timeout);
    }
}
