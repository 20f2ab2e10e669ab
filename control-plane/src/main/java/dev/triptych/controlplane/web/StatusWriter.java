package dev.triptych.controlplane.web;

import dev.triptych.api.model.Action;
import dev.triptych.api.model.AvailableAction;
import dev.triptych.api.model.DesiredState;
import dev.triptych.api.model.Endpoint;
import dev.triptych.api.model.Health;
import dev.triptych.api.model.Observation;
import dev.triptych.api.model.ObservedState;
import dev.triptych.api.model.PinnedSource;
import dev.triptych.api.model.PortProtocol;
import dev.triptych.api.model.Run;
import dev.triptych.api.model.Workload;
import dev.triptych.api.model.WorkloadState;
import dev.triptych.api.model.WorkloadStatus;
import dev.triptych.controlplane.workload.Pinned;
import dev.triptych.controlplane.workload.Sight;
import dev.triptych.controlplane.workload.WorkloadRecord;
import dev.triptych.controlplane.workload.WorkloadView;
import java.util.TreeMap;

/** Shows a workload with its status. */
final class StatusWriter {
    private StatusWriter() {}

    static Workload workload(WorkloadView view) {
        return workload(view, RunWriter.run(view.run()));
    }

    /** Shows it with a run that may hold more than the record has. */
    static Workload workload(WorkloadView view, Run currentRun) {
        WorkloadRecord record = view.workload();
        Sight sight = record.sight();
        WorkloadStatus status = new WorkloadStatus(
                        record.id().value(),
                        WorkloadState.valueOf(view.state().name()),
                        DesiredState.valueOf(record.desired().name()),
                        observation(sight),
                        view.availableActions().stream()
                                .map(StatusWriter::action)
                                .toList(),
                        view.endpoints().stream().map(StatusWriter::endpoint).toList(),
                        record.generation(),
                        record.createdAt(),
                        record.changedAt(),
                        new TreeMap<>(sight.facts()))
                .reason(RunWriter.reason(record.reason()))
                .addresses(sight.addresses())
                .currentRun(currentRun)
                .source(pinned(record.pinned()))
                .nextAttemptAt(record.isDelayed() ? record.restarts().nextAt() : null);
        return DescriptionWriter.withStatus(record.description(), status);
    }

    private static Observation observation(Sight sight) {
        Observation shown = new Observation(
                        ObservedState.valueOf(sight.observed().name()))
                .observedAt(sight.observedAt())
                .health(
                        sight.health() == null
                                ? null
                                : Health.valueOf(sight.health().name()));
        return sight.unknownSince() == null
                ? shown
                : shown.since(sight.unknownSince()).lastObservedAt(sight.observedAt());
    }

    static PinnedSource pinned(Pinned pinned) {
        return new PinnedSource(pinned.reference(), pinned.digest())
                .sizeBytes(pinned.size() == null ? null : pinned.size().bytes());
    }

    private static AvailableAction action(dev.triptych.controlplane.workload.AvailableAction action) {
        return new AvailableAction(Action.valueOf(action.action().name()), action.available()).reason(action.reason());
    }

    private static Endpoint endpoint(dev.triptych.spi.Endpoint endpoint) {
        Endpoint shown = new Endpoint(
                endpoint.portName(),
                endpoint.host(),
                endpoint.port(),
                PortProtocol.valueOf(endpoint.protocol().name()));
        if (endpoint.protocol() == dev.triptych.spi.PortProtocol.HTTP) {
            String host = endpoint.host().indexOf(':') < 0 ? endpoint.host() : "[" + endpoint.host() + "]";
            shown.setUrl("http://" + host + ":" + endpoint.port() + "/");
        }
        return shown;
    }
}
