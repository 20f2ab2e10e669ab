package dev.triptych.controlplane.comparison;

import dev.triptych.spi.WorkloadKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a workload would cost as another kind, as far as this host knows. Its JSON is {@code Advice} of the API.
 *
 * @param runs how many of its runs the measured figures rest on
 * @param measured what it costs as it is; null when it has not been measured
 * @param consider the kind to consider; null unless the verdict says so
 */
public record Advice(
        String workload,
        WorkloadKind kind,
        int runs,
        @Nullable Cost measured,
        List<Alternative> alternatives,
        Verdict verdict,
        @Nullable WorkloadKind consider,
        List<String> reasons) {
    public Advice {
        alternatives = List.copyOf(alternatives);
        reasons = List.copyOf(reasons);
    }

    /** What to do. */
    public enum Verdict {
        STAY,
        CONSIDER,
        UNKNOWN
    }

    /** How sure a range is. */
    public enum Sureness {
        /** This very program has been measured as that kind. */
        HIGH,
        /** Other programs have been. */
        LOW,
        UNKNOWN
    }

    /** Ranges; null where nothing is known. Start-up in nanoseconds, memory in bytes. */
    public record Cost(@Nullable Range startUp, @Nullable Range memoryPeak) {}

    /** From the least to the greatest, with how many values it rests on. */
    public record Range(double low, double high, int values) {}

    /**
     * One other kind.
     *
     * @param comparisons names of those it rests on
     */
    public record Alternative(
            WorkloadKind kind, Sureness sure, @Nullable Cost cost, List<String> comparisons, String words) {}
}
