package dev.triptych.controlplane.service;

import java.net.InetAddress;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The gateway and its services.
 *
 * @param bind IP address of the gateway's port, which is in the clear: loopback
 * @param port the gateway's port, where all HTTP services are found by their host; 0 for a free one
 * @param account the user, with a group of its name, that the gateway runs as when the service runs as root
 * @param maxServices how many services may exist
 * @param every how often workloads are looked at for what the gateway has to know
 */
@ConfigurationProperties("triptych.service")
public record ServiceProperties(
        @DefaultValue("127.0.0.1") String bind,
        @DefaultValue("7780") int port,
        @DefaultValue("triptych") String account,
        @DefaultValue("200") int maxServices,
        @DefaultValue("200ms") Duration every) {
    public ServiceProperties {
        require(InetAddress.ofLiteral(bind).isLoopbackAddress(), "bind must be a loopback address");
        require(port >= 0 && port <= 65_535, "port must be between 0 and 65535");
        require(!account.isBlank(), "account must name a user");
        require(maxServices > 0, "max-services must be more than 0");
        require(every.toMillis() > 0, "every must be more than 0");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("triptych.service." + message);
        }
    }
}
