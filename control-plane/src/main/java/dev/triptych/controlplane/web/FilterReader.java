package dev.triptych.controlplane.web;

import dev.triptych.api.model.WorkloadKind;
import dev.triptych.api.model.WorkloadState;
import dev.triptych.controlplane.workload.WorkloadFilter;
import dev.triptych.controlplane.workload.WorkloadFilter.Label;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads which workloads a list is to hold. */
final class FilterReader {
    private static final int MOST_LABELS = 8;

    private FilterReader() {}

    static WorkloadFilter read(
            @Nullable WorkloadKind kind,
            @Nullable WorkloadState state,
            @Nullable List<String> labels,
            @Nullable String contains) {
        List<String> given = labels == null ? List.of() : labels;
        Checks checks = new Checks()
                .length(contains, 63, "q")
                .require(given.size() <= MOST_LABELS, "label", "must be given at most " + MOST_LABELS + " times");
        given.forEach(label -> checks.length(label, 127, "label")
                .require(!label.isEmpty() && label.charAt(0) != '=', "label", "must be key or key=value"));
        checks.refuseIfAny();
        return new WorkloadFilter(
                kind == null ? null : dev.triptych.spi.WorkloadKind.valueOf(kind.name()),
                state == null ? null : dev.triptych.controlplane.workload.WorkloadState.valueOf(state.name()),
                given.stream().map(FilterReader::label).toList(),
                contains);
    }

    private static Label label(String text) {
        int equals = text.indexOf('=');
        return equals < 0 ? new Label(text, null) : new Label(text.substring(0, equals), text.substring(equals + 1));
    }
}
