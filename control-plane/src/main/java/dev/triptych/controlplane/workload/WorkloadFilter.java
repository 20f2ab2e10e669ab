package dev.triptych.controlplane.workload;

import dev.triptych.spi.WorkloadKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which workloads a list holds. All parts must match; null and empty match everything.
 *
 * @param nameContains a part of the name
 */
public record WorkloadFilter(
        @Nullable WorkloadKind kind,
        @Nullable WorkloadState state,
        List<Label> labels,
        @Nullable String nameContains) {
    public static final WorkloadFilter ALL = new WorkloadFilter(null, null, List.of(), null);

    public WorkloadFilter {
        labels = List.copyOf(labels);
    }

    /** A label that must be there; a null value stands for any. */
    public record Label(String key, @Nullable String value) {}
}
