package dev.triptych.gateway.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the gateway is to do; each replaces the one before as a whole.
 *
 * @param bind IP address of the port that all HTTP services share
 * @param port that port; 0 for a free one
 * @param forwards further ports that lead to one address each
 */
public record GatewayTable(String bind, int port, List<ServiceRoute> services, List<Forward> forwards) {
    public GatewayTable(String bind, int port, List<ServiceRoute> services, @Nullable List<Forward> forwards) {
        this.bind = bind;
        this.port = port;
        this.services = List.copyOf(services);
        this.forwards = forwards == null ? List.of() : List.copyOf(forwards); // a table that an earlier build kept
    }

    /** With services alone. */
    public static GatewayTable of(String bind, int port, List<ServiceRoute> services) {
        return new GatewayTable(bind, port, services, List.of());
    }
}
