package dev.triptych.controlplane.service;

import dev.triptych.controlplane.service.ServiceSpec.BackendSpec;
import dev.triptych.gateway.wire.BackendAddress;
import org.jspecify.annotations.Nullable;

/**
 * A backend as it is seen now.
 *
 * @param address where it gets requests; null when it gets none
 * @param reason why it is not ready, fit to be shown; null when it is
 */
public record BackendState(
        BackendSpec backend,
        Health health,
        @Nullable BackendAddress address,
        @Nullable String reason) {

    /** What the workload's state says about a backend. */
    public enum Health {
        /** The workload is ready, and where its port is is known. */
        READY,
        /** The backend of the workload cannot be asked; requests go where they went. */
        UNKNOWN,
        NOT_READY
    }
}
