package dev.triptych.controlplane.host;

import dev.triptych.controlplane.dispatch.DriverStatuses;
import dev.triptych.controlplane.host.HostReport.HostResources;
import dev.triptych.controlplane.host.HostReport.OperatingSystem;
import dev.triptych.controlplane.platform.DiskGuard;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.spi.InstallationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** Tells what this host has and does, without asking any backend. */
@Component
public class HostReports {
    private static final int NOT_COUNTED = -1;

    private final WorkloadQueries workloads;
    private final DriverStatuses drivers;
    private final DiskGuard disk;
    private final InstallationId installation;
    private final HostMemory memory = new HostMemory(Path.of("/proc/meminfo"));
    private final Instant startedAt;
    private final String name;
    private final OperatingSystem system;

    HostReports(
            WorkloadQueries workloads, DriverStatuses drivers, DiskGuard disk, InstallationId installation, Clock clock)
            throws IOException {
        this.workloads = workloads;
        this.drivers = drivers;
        this.disk = disk;
        this.installation = installation;
        this.startedAt = clock.instant();
        // Asked of the kernel: a name need not be known to any resolver, and on a fresh machine it often is not.
        this.name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        this.system = new OperatingSystem(
                distribution(Path.of("/etc/os-release")),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("os.arch"));
    }

    /** The host now. */
    public HostReport report() {
        WorkloadQueries.Allotment allotted = workloads.allotment();
        HostMemory.Amounts bytes = memory.read();
        DiskGuard.Space space = disk.space();
        int cpus = Runtime.getRuntime().availableProcessors();
        return new HostReport(
                name,
                installation,
                Version.OF_THE_SERVICE,
                startedAt,
                system,
                new HostResources(cpus, bytes.total(), space.total()),
                new HostResources(allotted.cpus(), allotted.memoryBytes(), NOT_COUNTED),
                new HostResources(Math.max(0, cpus - allotted.cpus()), bytes.available(), space.free()),
                workloads.counts(),
                drivers.all());
    }

    /** {@code PRETTY_NAME} of os-release(5); the plain name of the system where there is none. */
    static String distribution(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            return System.getProperty("os.name");
        }
        List<String> lines = Files.readAllLines(file);
        return lines.stream()
                .filter(line -> line.startsWith("PRETTY_NAME="))
                .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
                .findFirst()
                .orElse(System.getProperty("os.name"));
    }
}
