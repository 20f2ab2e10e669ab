package dev.triptych.gateway.wire;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What the gateway has counted since it started.
 *
 * @param refused requests that reached no service, by status
 * @param services figures of each backend, by service
 * @param connections open connections of clients
 */
public record GatewayFigures(
        Instant since, Map<Integer, Long> refused, Map<String, List<BackendFigures>> services, long connections) {
    public GatewayFigures {
        refused = Map.copyOf(refused);
        services = Map.copyOf(services);
    }
}
