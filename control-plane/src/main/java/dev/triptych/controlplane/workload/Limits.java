package dev.triptych.controlplane.workload;

import dev.triptych.spi.ByteSize;
import dev.triptych.spi.CpuWeight;
import dev.triptych.spi.IoLimits;
import dev.triptych.spi.WorkloadKind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a workload may use.
 *
 * @param cpus processors' worth of time, more than 0
 * @param memory what the guest itself may use
 * @param disk the size of the disk that a machine boots from; null for that of its image
 * @param timeout the longest a run may take, from its start; null for no limit
 * @param cpuWeight of its processor time beside others of its kind ({@link CpuWeight}); null for the usual one
 * @param io what it may read and write; null for no bound
 */
public record Limits(
        double cpus,
        ByteSize memory,
        @Nullable ByteSize disk,
        @Nullable Duration timeout,
        @Nullable Integer cpuWeight,
        @Nullable IoLimits io) {
    public static final double DEFAULT_CPUS = 1;

    /** What has neither a weight of its own nor bounds of I/O. */
    public Limits(double cpus, ByteSize memory, @Nullable ByteSize disk, @Nullable Duration timeout) {
        this(cpus, memory, disk, timeout, null, null);
    }

    /** The limits of what has no disk, or is content with its image's. */
    public Limits(double cpus, ByteSize memory, @Nullable Duration timeout) {
        this(cpus, memory, null, timeout);
    }

    /** What the guest may use where the description does not say. */
    public static ByteSize defaultMemory(WorkloadKind kind) {
        return switch (kind) {
            case VM -> ByteSize.ofMebibytes(256);
            case CONTAINER, WASM -> ByteSize.ofMebibytes(64);
        };
    }
}
