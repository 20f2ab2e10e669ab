package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.workload.Phase;
import dev.triptych.controlplane.workload.RunRecord;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.spi.WorkloadKind;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/** Counts and times, under the same names for every kind. */
@Component
class RunMetrics {
    private final MeterRegistry registry;
    private final Map<WorkloadKind, Map<WorkloadState, AtomicLong>> workloads = new EnumMap<>(WorkloadKind.class);

    RunMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (WorkloadKind kind : WorkloadKind.values()) {
            Map<WorkloadState, AtomicLong> states = new EnumMap<>(WorkloadState.class);
            for (WorkloadState state : WorkloadState.values()) {
                AtomicLong count = new AtomicLong();
                states.put(state, count);
                Gauge.builder("triptych.workloads", count, AtomicLong::doubleValue)
                        .description("Workloads on record")
                        .tag("kind", word(kind))
                        .tag("state", word(state))
                        .register(registry);
            }
            workloads.put(kind, states);
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** A run has ended and is on record. */
    void ended(WorkloadKind kind, RunRecord run) {
        registry.counter("triptych.runs", "kind", word(kind), "outcome", word(run.stage()))
                .increment();
        for (Phase phase : run.phases()) {
            Long nanos = phase.nanos();
            if (nanos != null) {
                registry.timer("triptych.phase", "kind", word(kind), "phase", word(phase.name()))
                        .record(Duration.ofNanos(nanos));
            }
        }
    }

    /** Takes over the present numbers. */
    void refresh(WorkloadQueries queries) {
        Map<WorkloadKind, Map<WorkloadState, Long>> counts = queries.counts();
        workloads.forEach((kind, states) -> states.forEach(
                (state, gauge) -> gauge.set(counts.getOrDefault(kind, Map.of()).getOrDefault(state, 0L))));
    }
}
