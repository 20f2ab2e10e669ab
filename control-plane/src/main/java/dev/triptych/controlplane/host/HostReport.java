package dev.triptych.controlplane.host;

import dev.triptych.controlplane.dispatch.Drivers.DriverStatus;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.WorkloadKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The host at one moment.
 *
 * @param capacity what there is
 * @param allotted what the workloads that run may use, in sum
 * @param available what is free now
 * @param workloads how many there are; without zeroes
 * @param drivers those that have answered since the service started
 */
public record HostReport(
        String name,
        InstallationId installation,
        String version,
        Instant startedAt,
        OperatingSystem system,
        HostResources capacity,
        HostResources allotted,
        HostResources available,
        Map<WorkloadKind, Map<WorkloadState, Long>> workloads,
        List<DriverStatus> drivers) {

    /** What the host's kernel says it is. */
    public record OperatingSystem(String name, String kernel, String architecture) {}

    /**
     * Amounts; memory and disk in bytes.
     *
     * @param diskBytes of the file system where Triptych keeps its files; below 0 where it means nothing
     */
    public record HostResources(double cpus, long memoryBytes, long diskBytes) {}
}
