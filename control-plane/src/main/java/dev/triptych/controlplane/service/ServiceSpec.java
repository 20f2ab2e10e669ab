package dev.triptych.controlplane.service;

import dev.triptych.gateway.wire.Protocol;
import dev.triptych.gateway.wire.ServiceLimits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the user wants of a service.
 *
 * @param bind IP address of its own port
 * @param port its own port; 0 for a free one
 * @param hosts further names that it answers to, lower case
 * @param certificates PEM; null for a port in the clear
 */
public record ServiceSpec(
        String name,
        Protocol protocol,
        String bind,
        int port,
        List<String> hosts,
        List<BackendSpec> backends,
        ServiceLimits limits,
        @Nullable String certificates) {
    public ServiceSpec {
        hosts = List.copyOf(hosts);
        backends = List.copyOf(backends);
    }

    /**
     * A workload behind a service.
     *
     * @param workload its name
     * @param port the name of one of its ports; null for the only one
     * @param weight its share of new requests; 0 for none
     */
    public record BackendSpec(String workload, @Nullable String port, int weight) {

        /** Tells backends of one service apart. */
        String key() {
            return workload + "/" + (port == null ? "" : port);
        }
    }
}
