package dev.triptych.gateway.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One service as the gateway sees it.
 *
 * @param name also its host on the gateway's port: {@code <name>.localhost}
 * @param bind IP address of its own port
 * @param port its own port; 0 for a free one, which the answer tells
 * @param hosts further names that it is asked for by; lower case
 * @param tls what its own port shows; null for a port in the clear
 */
public record ServiceRoute(
        String name,
        Protocol protocol,
        String bind,
        int port,
        List<String> hosts,
        List<BackendAddress> backends,
        ServiceLimits limits,
        @Nullable TlsIdentity tls) {
    public ServiceRoute {
        hosts = List.copyOf(hosts);
        backends = List.copyOf(backends);
    }

    /** The same with the port that was chosen for it. */
    public ServiceRoute at(int chosen) {
        return new ServiceRoute(name, protocol, bind, chosen, hosts, backends, limits, tls);
    }
}
