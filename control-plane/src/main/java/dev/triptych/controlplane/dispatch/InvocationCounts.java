package dev.triptych.controlplane.dispatch;

import dev.triptych.spi.Requests;
import dev.triptych.spi.WorkloadId;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.springframework.stereotype.Component;

/** Counts calls per workload, in memory, for the workloads that were invoked last. */
@Component
class InvocationCounts {
    private static final int REMEMBERED = 1_000;
    private static final long MOST_MICROS = TimeUnit.HOURS.toMicros(24);
    private static final int DIGITS = 2;

    private final MeterRegistry registry;
    private final Map<WorkloadId, Counted> counted = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<WorkloadId, Counted> eldest) {
            return size() > REMEMBERED;
        }
    };

    InvocationCounts(MeterRegistry registry) {
        this.registry = registry;
    }

    /** A call that is under way. */
    final class Call {
        private final Counted counts;
        private final long beganAt = System.nanoTime();

        private Call(Counted counts) {
            this.counts = counts;
        }

        /** @param byItself whether the program ended by itself */
        void ended(boolean byItself) {
            long nanos = System.nanoTime() - beganAt;
            counts.ended(byItself, nanos);
            registry.timer("triptych.invocations", "outcome", byItself ? "answered" : "failed")
                    .record(Duration.ofNanos(nanos));
        }

        void refused() {
            counts.refused(true);
            refusals();
        }
    }

    Call begin(WorkloadId workload) {
        Counted counts = counts(workload);
        counts.began();
        return new Call(counts);
    }

    /** A call that did not even begin. */
    void refused(WorkloadId workload) {
        counts(workload).refused(false);
        refusals();
    }

    private void refusals() {
        registry.counter("triptych.invocations.refused").increment();
    }

    Optional<Requests> of(WorkloadId workload) {
        synchronized (counted) {
            return Optional.ofNullable(counted.get(workload)).map(Counted::requests);
        }
    }

    private Counted counts(WorkloadId workload) {
        synchronized (counted) {
            return counted.computeIfAbsent(workload, _ -> new Counted());
        }
    }

    /** Of one workload. */
    private static final class Counted {
        private final Histogram micros = new Histogram(1, MOST_MICROS, DIGITS);
        private long answered;
        private long failed;
        private long refused;
        private int active;

        synchronized void began() {
            active++;
        }

        synchronized void ended(boolean byItself, long nanos) {
            active--;
            micros.recordValue(Math.clamp(TimeUnit.NANOSECONDS.toMicros(nanos), 1, MOST_MICROS));
            if (byItself) {
                answered++;
            } else {
                failed++;
            }
        }

        synchronized void refused(boolean hadBegun) {
            refused++;
            if (hadBegun) {
                active--;
            }
        }

        synchronized Requests requests() {
            return new Requests(
                    answered, failed, refused, active, 0, nanosAt(50), nanosAt(95), nanosAt(99), nanosAt(100));
        }

        private long nanosAt(double percentile) {
            return micros.getTotalCount() == 0
                    ? 0
                    : TimeUnit.MICROSECONDS.toNanos(micros.getValueAtPercentile(percentile));
        }
    }
}
