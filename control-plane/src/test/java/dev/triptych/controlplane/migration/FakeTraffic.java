package dev.triptych.controlplane.migration;

import dev.triptych.gateway.client.Gateway;
import dev.triptych.gateway.wire.Applied;
import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.gateway.wire.BackendFigures;
import dev.triptych.gateway.wire.BackendFigures.Bar;
import dev.triptych.gateway.wire.BackendFigures.Latency;
import dev.triptych.gateway.wire.GatewayFigures;
import dev.triptych.gateway.wire.GatewayTable;
import dev.triptych.gateway.wire.ServiceRoute;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** A gateway that keeps its table, and counts what a test says. */
final class FakeTraffic {
    private final Map<String, BackendFigures> counted = new ConcurrentHashMap<>();
    private volatile GatewayTable table = GatewayTable.of("127.0.0.1", 0, List.of());

    Gateway gateway() {
        return (Gateway) Proxy.newProxyInstance(
                Gateway.class.getClassLoader(), new Class<?>[] {Gateway.class}, (_, method, arguments) -> {
                    return switch (method.getName()) {
                        case "apply" -> apply((GatewayTable) Objects.requireNonNull(arguments)[0]);
                        case "running" -> true;
                        case "figures" -> figures();
                        case "close" -> null;
                        case "hashCode" -> System.identityHashCode(this);
                        case "equals" -> false;
                        case "toString" -> "simulated gateway";
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }

    private Applied apply(GatewayTable next) {
        table = next;
        Map<String, Integer> ports = new HashMap<>();
        next.services().forEach(service -> ports.put(service.name(), 30_000));
        return new Applied(7780, null, ports, Map.of(), Map.of());
    }

    private GatewayFigures figures() {
        Map<String, List<BackendFigures>> services = new HashMap<>();
        for (ServiceRoute service : table.services()) {
            services.put(
                    service.name(),
                    service.backends().stream()
                            .map(backend -> counted.getOrDefault(backend.key(), figures(backend.key(), 0, 0, 0, 1)))
                            .toList());
        }
        return new GatewayFigures(Instant.EPOCH, Map.of(), services, 0);
    }

    /** Says what was counted of a workload at its only port. */
    void count(String workload, long requests, long errors, long inFlight, double millis) {
        counted.put(workload + "/", figures(workload + "/", requests, errors, inFlight, millis));
    }

    private static BackendFigures figures(String key, long requests, long errors, long inFlight, double millis) {
        Latency latency = new Latency(
                requests,
                millis,
                millis,
                millis,
                millis,
                millis * requests,
                List.of(new Bar(millis, requests), new Bar(null, 0)));
        return new BackendFigures(
                key, requests, inFlight, Map.of(5, errors), Map.of(), 0, 0, 0, true, requests == 0 ? null : latency);
    }

    /** Workload → share of new requests in percent; those without are left out. */
    Map<String, Integer> shares(String service) {
        List<BackendAddress> backends = table.services().stream()
                .filter(one -> one.name().equals(service))
                .flatMap(one -> one.backends().stream())
                .filter(backend -> backend.weight() > 0)
                .toList();
        int sum = backends.stream().mapToInt(BackendAddress::weight).sum();
        return backends.stream()
                .collect(Collectors.toMap(
                        backend -> backend.key().substring(0, backend.key().indexOf('/')),
                        backend -> 100 * backend.weight() / sum));
    }
}
