package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.workload.Phase;
import dev.triptych.controlplane.workload.RunRecord;
import dev.triptych.controlplane.workload.Stage;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.spi.WorkloadKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** Counts and times, under the same names for every kind. */
@Component
class RunMetrics {
    private final Map<WorkloadKind, Map<WorkloadState, AtomicLong>> workloads = new EnumMap<>(WorkloadKind.class);
    private final Function<Outcome, Counter> runs;
    private final Function<Step, Timer> phases;

    RunMetrics(MeterRegistry registry) {
        runs = kept(of -> registry.counter("triptych.runs", "kind", word(of.kind), "outcome", word(of.end)));
        phases = kept(of -> registry.timer("triptych.phase", "kind", word(of.kind), "phase", word(of.phase)));
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
        runs.apply(new Outcome(kind, run.stage())).increment();
        for (Phase phase : run.phases()) {
            Long nanos = phase.nanos();
            if (nanos != null) {
                phases.apply(new Step(kind, phase.name())).record(nanos, TimeUnit.NANOSECONDS);
            }
        }
    }

    /** Takes over the present numbers. */
    void refresh(WorkloadQueries queries) {
        Map<WorkloadKind, Map<WorkloadState, Long>> counts = queries.counts();
        workloads.forEach((kind, states) -> states.forEach(
                (state, gauge) -> gauge.set(counts.getOrDefault(kind, Map.of()).getOrDefault(state, 0L))));
    }

    /** A registry looks a meter up by comparing all tags; each run has a handful of them. */
    private static <K, M> Function<K, M> kept(Function<K, M> register) {
        Map<K, M> known = new ConcurrentHashMap<>();
        return key -> known.computeIfAbsent(key, register);
    }

    private record Outcome(WorkloadKind kind, Stage end) {}

    private record Step(WorkloadKind kind, Phase.Name phase) {}
}
