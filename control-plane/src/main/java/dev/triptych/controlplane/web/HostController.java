package dev.triptych.controlplane.web;

import dev.triptych.api.HostApi;
import dev.triptych.api.model.Driver;
import dev.triptych.api.model.DriverHealth;
import dev.triptych.api.model.Host;
import dev.triptych.api.model.HostResources;
import dev.triptych.api.model.HostSystem;
import dev.triptych.api.model.WorkloadCount;
import dev.triptych.api.model.WorkloadKind;
import dev.triptych.api.model.WorkloadState;
import dev.triptych.controlplane.dispatch.Drivers.DriverStatus;
import dev.triptych.controlplane.host.HostReport;
import dev.triptych.controlplane.host.HostReports;
import java.util.List;
import java.util.Locale;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class HostController implements HostApi {
    private final HostReports reports;

    HostController(HostReports reports) {
        this.reports = reports;
    }

    @Override
    public ResponseEntity<Host> getHost() {
        HostReport report = reports.report();
        return ResponseEntity.ok(new Host(
                report.name(),
                report.installation().toString(),
                report.version(),
                report.startedAt(),
                new HostSystem(
                        report.system().name(),
                        report.system().kernel(),
                        report.system().architecture()),
                resources(report.capacity()),
                resources(report.allotted()),
                resources(report.available()),
                counts(report),
                report.drivers().stream().map(HostController::driver).toList()));
    }

    private static HostResources resources(HostReport.HostResources amounts) {
        return new HostResources(amounts.cpus(), amounts.memoryBytes())
                .diskBytes(amounts.diskBytes() < 0 ? null : amounts.diskBytes());
    }

    private static List<WorkloadCount> counts(HostReport report) {
        return report.workloads().entrySet().stream()
                .flatMap(kind -> kind.getValue().entrySet().stream()
                        .map(state -> new WorkloadCount(
                                WorkloadKind.valueOf(kind.getKey().name()),
                                WorkloadState.valueOf(state.getKey().name()),
                                state.getValue())))
                .toList();
    }

    private static Driver driver(DriverStatus status) {
        dev.triptych.spi.DriverHealth health = status.health();
        return new Driver(
                        status.kind().name().toLowerCase(Locale.ROOT),
                        WorkloadKind.valueOf(status.kind().name()),
                        DriverHealth.valueOf(health.status().name()),
                        health.checkedAt(),
                        health.powers().stream().sorted().toList(),
                        status.survivesRestart(),
                        health.facts())
                .version(health.version())
                .reason(health.reason())
                .remedy(health.remedy());
    }
}
