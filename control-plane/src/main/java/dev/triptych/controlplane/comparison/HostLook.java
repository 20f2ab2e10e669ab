package dev.triptych.controlplane.comparison;

import dev.triptych.controlplane.host.HostReport;
import dev.triptych.controlplane.host.HostReports;
import dev.triptych.controlplane.workload.WorkloadState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** Takes down what a reader must know of the host. */
@Component
class HostLook {
    private static final Set<WorkloadState> AT_WORK = Set.of(
            WorkloadState.PREPARING,
            WorkloadState.STARTING,
            WorkloadState.RUNNING,
            WorkloadState.READY,
            WorkloadState.STOPPING,
            WorkloadState.UNKNOWN);

    private final HostReports reports;

    HostLook(HostReports reports) {
        this.reports = reports;
    }

    HostFacts take() {
        HostReport report = reports.report();
        return new HostFacts(
                report.name(),
                report.system().name(),
                report.system().kernel(),
                report.system().architecture(),
                processor(lines("/proc/cpuinfo")),
                (int) report.capacity().cpus(),
                report.capacity().memoryBytes(),
                String.join(
                        " ",
                        List.of(lines("/proc/loadavg").getFirst().split(" ", -1))
                                .subList(0, 3)),
                report.workloads().values().stream()
                        .flatMap(states -> states.entrySet().stream())
                        .filter(state -> AT_WORK.contains(state.getKey()))
                        .mapToLong(java.util.Map.Entry::getValue)
                        .sum(),
                report.version(),
                Runtime.version().toString(),
                report.drivers().stream()
                        .map(driver -> new HostFacts.Backend(
                                driver.kind().name().toLowerCase(Locale.ROOT),
                                driver.health().version(),
                                new TreeMap<>(driver.health().facts())))
                        .toList());
    }

    /** {@code model name} of proc(5)'s cpuinfo, which not every architecture has. */
    static String processor(List<String> cpuinfo) {
        return cpuinfo.stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("not named by the kernel");
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }
}
