package dev.triptych.gateway.wire;

import java.util.List;

/**
 * All that the gateway is to do; each replaces the one before as a whole.
 *
 * @param bind IP address of the port that all HTTP services share
 * @param port that port; 0 for a free one
 */
public record GatewayTable(String bind, int port, List<ServiceRoute> services) {
    public GatewayTable {
        services = List.copyOf(services);
    }
}
