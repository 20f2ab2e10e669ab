package dev.triptych.controlplane.service;

import dev.triptych.gateway.wire.BackendFigures;
import dev.triptych.gateway.wire.GatewayFigures;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/** What the gateway counts, under names of Prometheus. A counter begins anew when the gateway does. */
@Component
class ServiceMetrics {
    private final MeterRegistry registry;
    private final GatewayDesk desk;
    private final Map<Key, BackendFigures> latest = new ConcurrentHashMap<>();
    private final Map<Key, List<Meter>> meters = new ConcurrentHashMap<>();

    private record Key(String service, String backend) {}

    ServiceMetrics(MeterRegistry registry, GatewayDesk desk) {
        this.registry = registry;
        this.desk = desk;
    }

    /** Takes over what is counted now. */
    void refresh() {
        GatewayFigures figures = desk.figures().orElse(null);
        if (figures == null) {
            return;
        }
        Set<Key> seen = new HashSet<>();
        figures.services().forEach((service, backends) -> {
            for (BackendFigures backend : backends) {
                Key key = new Key(service, backend.key());
                seen.add(key);
                latest.put(key, backend);
                meters.computeIfAbsent(key, this::register);
            }
        });
        for (Key gone : new HashSet<>(meters.keySet())) {
            if (!seen.contains(gone)) {
                latest.remove(gone);
                List<Meter> removed = meters.remove(gone);
                if (removed != null) {
                    removed.forEach(registry::remove);
                }
            }
        }
    }

    private List<Meter> register(Key key) {
        Tags tags = Tags.of("service", key.service(), "backend", key.backend());
        return List.of(
                counter("triptych.gateway.requests", key, tags, "Requests sent", BackendFigures::requests),
                counter("triptych.gateway.bytes.in", key, tags, "Bytes from clients", BackendFigures::bytesIn),
                counter("triptych.gateway.bytes.out", key, tags, "Bytes to clients", BackendFigures::bytesOut),
                counter(
                        "triptych.gateway.errors",
                        key,
                        tags.and("sort", "answer"),
                        "Answers from 500 on",
                        one -> one.answers().getOrDefault(5, 0L)),
                counter(
                        "triptych.gateway.errors",
                        key,
                        tags.and("sort", "connect"),
                        "Failed connections",
                        one -> one.failures().getOrDefault("connect", 0L)),
                counter(
                        "triptych.gateway.errors",
                        key,
                        tags.and("sort", "timeout"),
                        "Late answers",
                        one -> one.failures().getOrDefault("timeout", 0L)),
                counter(
                        "triptych.gateway.errors",
                        key,
                        tags.and("sort", "broken"),
                        "Broken answers",
                        one -> one.failures().getOrDefault("broken", 0L)),
                gauge("triptych.gateway.in.flight", key, tags, BackendFigures::inFlight),
                gauge("triptych.gateway.latency.p50", key, tags, one -> seconds(one, 50)),
                gauge("triptych.gateway.latency.p99", key, tags, one -> seconds(one, 99)));
    }

    private Meter counter(String name, Key key, Tags tags, String description, ToDoubleFunction<BackendFigures> value) {
        return FunctionCounter.builder(name, latest, all -> value(all, key, value))
                .tags(tags)
                .description(description)
                .register(registry);
    }

    private Meter gauge(String name, Key key, Tags tags, ToDoubleFunction<BackendFigures> value) {
        return Gauge.builder(name, latest, all -> value(all, key, value))
                .tags(tags)
                .register(registry);
    }

    private static double value(Map<Key, BackendFigures> all, Key key, ToDoubleFunction<BackendFigures> value) {
        BackendFigures figures = all.get(key);
        return figures == null ? 0 : value.applyAsDouble(figures);
    }

    private static double seconds(BackendFigures figures, int percentile) {
        BackendFigures.Latency latency = figures.latency();
        if (latency == null) {
            return 0;
        }
        return (percentile == 50 ? latency.p50() : latency.p99()) / 1000;
    }
}
