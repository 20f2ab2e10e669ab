package dev.triptych.controlplane.service;

import dev.triptych.controlplane.service.BackendState.Health;
import dev.triptych.controlplane.service.ServiceSpec.BackendSpec;
import dev.triptych.controlplane.workload.PortSpec;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.spi.Endpoint;
import dev.triptych.spi.PortProtocol;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which workloads can take requests, and where. A pure function of what is on record: addresses are those that the driver
 * assigned or observed its backend to assign, never what a guest says.
 */
final class Backends {
    private Backends() {}

    /** @param view the living workload of the backend's name; null when there is none */
    static BackendState state(BackendSpec backend, @Nullable WorkloadView view) {
        if (view == null) {
            return notReady(backend, "There is no workload of this name any more.");
        }
        WorkloadState state = view.state();
        if (state != WorkloadState.READY && state != WorkloadState.UNKNOWN) {
            return notReady(backend, "The workload is " + state.name().toLowerCase(Locale.ROOT) + ".");
        }
        Optional<PortSpec> port = port(backend, view.workload().description().ports());
        if (port.isEmpty()) {
            return notReady(backend, "The workload has no such port any more.");
        }
        Optional<Endpoint> endpoint = view.workload().sight().endpoints().stream()
                .filter(one -> one.portName().equals(port.get().name()) && one.protocol() != PortProtocol.UDP)
                .findFirst();
        if (endpoint.isEmpty()) {
            return notReady(backend, "Where its port can be reached is not known.");
        }
        BackendAddress address = address(backend, port.get(), endpoint.get(), view);
        return state == WorkloadState.READY
                ? new BackendState(backend, Health.READY, address, null)
                : new BackendState(backend, Health.UNKNOWN, address, "The backend of the workload cannot be asked.");
    }

    /** The guest's own address where its backend gave it one: a published port would be one more process on the way. */
    private static BackendAddress address(BackendSpec backend, PortSpec port, Endpoint endpoint, WorkloadView view) {
        List<String> own = view.workload().sight().addresses();
        return own.isEmpty()
                ? new BackendAddress(
                        backend.key(), PortSpec.reachable(endpoint.host()), endpoint.port(), backend.weight())
                : new BackendAddress(backend.key(), own.getFirst(), port.port(), backend.weight());
    }

    private static BackendState notReady(BackendSpec backend, String reason) {
        return new BackendState(backend, Health.NOT_READY, null, reason);
    }

    /** The port that is meant; the only one where none is named. UDP is not carried. */
    static Optional<PortSpec> port(BackendSpec backend, List<PortSpec> ports) {
        List<PortSpec> fit = ports.stream()
                .filter(port -> port.protocol() != PortProtocol.UDP)
                .filter(port -> backend.port() == null || port.name().equals(backend.port()))
                .toList();
        return fit.size() == 1 ? Optional.of(fit.getFirst()) : Optional.empty();
    }
}
