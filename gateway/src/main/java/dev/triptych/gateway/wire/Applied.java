package dev.triptych.gateway.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of a table.
 *
 * @param port where all HTTP services are reached; 0 while nothing listens there
 * @param problem why nothing does; null otherwise
 * @param ports the own port of each service that has one
 * @param problems why a service's own port is not open, by name
 * @param unopened why a forward's port is not open, by its key
 */
public record Applied(
        int port,
        @Nullable String problem,
        Map<String, Integer> ports,
        Map<String, String> problems,
        Map<String, String> unopened) {
    public Applied {
        ports = Map.copyOf(ports);
        problems = Map.copyOf(problems);
        unopened = Map.copyOf(unopened);
    }
}
