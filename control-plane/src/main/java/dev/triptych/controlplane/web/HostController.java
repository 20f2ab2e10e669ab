package dev.triptych.controlplane.web;

import dev.triptych.api.HostApi;
import dev.triptych.api.model.Accelerator;
import dev.triptych.api.model.AdoptionRequest;
import dev.triptych.api.model.Driver;
import dev.triptych.api.model.DriverHealth;
import dev.triptych.api.model.Host;
import dev.triptych.api.model.HostResources;
import dev.triptych.api.model.HostSystem;
import dev.triptych.api.model.Orphan;
import dev.triptych.api.model.OrphanList;
import dev.triptych.api.model.Warning;
import dev.triptych.api.model.WarningList;
import dev.triptych.api.model.Workload;
import dev.triptych.api.model.WorkloadCount;
import dev.triptych.api.model.WorkloadDescription;
import dev.triptych.api.model.WorkloadKind;
import dev.triptych.api.model.WorkloadState;
import dev.triptych.controlplane.access.Callers;
import dev.triptych.controlplane.dispatch.Drivers.DriverStatus;
import dev.triptych.controlplane.host.HostReport;
import dev.triptych.controlplane.host.HostReports;
import dev.triptych.controlplane.host.Warnings;
import dev.triptych.controlplane.reconcile.OrphanActions;
import dev.triptych.controlplane.reconcile.Orphans;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.Acceleration;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
final class HostController implements HostApi {
    private final HostReports reports;

    private final Warnings warnings;
    private final Orphans orphans;
    private final OrphanActions actions;

    HostController(HostReports reports, Warnings warnings, Orphans orphans, OrphanActions actions) {
        this.reports = reports;
        this.warnings = warnings;
        this.orphans = orphans;
        this.actions = actions;
    }

    @Override
    public ResponseEntity<WarningList> listWarnings() {
        return ResponseEntity.ok(new WarningList(
                warnings.all().stream().map(ConditionWriter::warning).toList()));
    }

    @Override
    public ResponseEntity<Warning> acknowledgeWarning(String warning) {
        return ResponseEntity.ok(ConditionWriter.warning(
                warnings.acknowledge(warning, Callers.current().actor())));
    }

    @Override
    public ResponseEntity<OrphanList> listOrphans() {
        return ResponseEntity.ok(new OrphanList(
                orphans.all().stream().map(ConditionWriter::orphan).toList()));
    }

    @Override
    public ResponseEntity<Workload> adoptOrphan(String orphan, @Nullable AdoptionRequest request) {
        WorkloadDescription given = request == null ? null : request.getWorkload();
        WorkloadView adopted = actions.adopt(
                orphan,
                given == null ? null : DescriptionReader.read(given),
                Callers.current().actor());
        return ResponseEntity.status(HttpStatus.CREATED)
                .location(URI.create(WebConfiguration.API + "/workloads/"
                        + adopted.workload().name()))
                .eTag(Etags.of(adopted.workload().version()))
                .body(StatusWriter.workload(adopted));
    }

    @Override
    public ResponseEntity<Void> stopOrphan(String orphan) {
        actions.stop(orphan, Callers.current().actor());
        return ResponseEntity.noContent().build();
    }

    @Override
    public ResponseEntity<Orphan> ignoreOrphan(String orphan) {
        return ResponseEntity.ok(
                ConditionWriter.orphan(actions.ignore(orphan, Callers.current().actor())));
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
                .accelerators(health.accelerators().stream()
                        .map(HostController::accelerator)
                        .toList())
                .version(health.version())
                .reason(health.reason())
                .remedy(health.remedy());
    }

    private static Accelerator accelerator(Acceleration acceleration) {
        return new Accelerator(
                        acceleration.name(),
                        Accelerator.VerdictEnum.valueOf(acceleration.verdict().name()),
                        acceleration.inUse(),
                        acceleration.reason())
                .remedy(acceleration.remedy());
    }
}
