package dev.triptych.controlplane.service;

import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.spi.WorkloadId;
import java.util.Optional;

/** Where a workload would get the requests of a service that it is not behind yet. */
public interface CandidateAddresses {

    /**
     * The address that was assigned to its port of the same name as that of the service's backends; else to its only port,
     * or its only one for HTTP.
     *
     * @return empty while it is not ready, or when it has no such port
     */
    Optional<BackendAddress> of(String service, WorkloadId candidate);
}
