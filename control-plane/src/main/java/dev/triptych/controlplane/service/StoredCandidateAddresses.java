package dev.triptych.controlplane.service;

import dev.triptych.controlplane.service.ServiceSpec.BackendSpec;
import dev.triptych.controlplane.workload.PortSpec;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.spi.PortProtocol;
import dev.triptych.spi.WorkloadId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** By what is on record: addresses that were assigned, as those of backends. */
@Component
class StoredCandidateAddresses implements CandidateAddresses {
    private final ServiceRows rows;
    private final WorkloadQueries workloads;

    StoredCandidateAddresses(ServiceRows rows, WorkloadQueries workloads) {
        this.rows = rows;
        this.workloads = workloads;
    }

    @Override
    public Optional<BackendAddress> of(String service, WorkloadId candidate) {
        WorkloadView view = workloads.find(candidate);
        if (view == null) {
            return Optional.empty();
        }
        List<PortSpec> ports = view.workload().description().ports();
        String name = wanted(service, ports);
        return Optional.ofNullable(
                Backends.state(new BackendSpec(view.workload().name(), name, 1), view)
                        .address());
    }

    private @Nullable String wanted(String service, List<PortSpec> ports) {
        List<String> named = rows.find(service).stream()
                .flatMap(there -> there.spec().backends().stream())
                .map(BackendSpec::port)
                .filter(wanted -> ports.stream().anyMatch(port -> port.name().equals(wanted)))
                .toList();
        if (!named.isEmpty()) {
            return named.getFirst();
        }
        List<PortSpec> http = ports.stream()
                .filter(port -> port.protocol() == PortProtocol.HTTP)
                .toList();
        return http.size() == 1 ? http.getFirst().name() : null;
    }
}
