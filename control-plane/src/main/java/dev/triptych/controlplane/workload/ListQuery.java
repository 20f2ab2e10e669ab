package dev.triptych.controlplane.workload;

import dev.triptych.controlplane.platform.Json;
import dev.triptych.spi.WorkloadKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A list of workloads as SQL. The page's ids are found first, from indexes alone where that is possible; only then are
 * rows read.
 */
record ListQuery(String sql, List<Object> parameters) {

    static ListQuery of(WorkloadFilter filter, @Nullable UUID before, int limit) {
        StringBuilder where = new StringBuilder("deleted_at is null");
        List<Object> parameters = new ArrayList<>();
        if (before != null) {
            where.append(" and id < ?");
            parameters.add(before);
        }
        WorkloadKind kind = filter.kind();
        if (kind != null) {
            where.append(" and kind = ?");
            parameters.add(kind.name());
        }
        WorkloadState state = filter.state();
        if (state != null) {
            where.append(" and ").append(situationIn(state));
        }
        String part = filter.nameContains();
        if (part != null && !part.isEmpty()) {
            where.append(" and strpos(name, ?) > 0");
            parameters.add(part.toLowerCase(Locale.ROOT));
        }
        for (WorkloadFilter.Label label : filter.labels()) {
            addLabel(where, parameters, label);
        }
        parameters.add(limit);
        return new ListQuery(
                WorkloadRows.SELECT + " where w.id in (select id from workload where " + where
                        + " order by id desc limit ?) order by w.id desc",
                parameters);
    }

    /** The same table that the code decides by; its words are enum names and need no quoting. */
    static String situationIn(WorkloadState state) {
        List<String> texts = StatePolicy.situationsOf(state).stream()
                .map(situation -> "'" + situation.text() + "'")
                .toList();
        return "situation in (" + String.join(", ", texts) + ")";
    }

    private static void addLabel(StringBuilder where, List<Object> parameters, WorkloadFilter.Label label) {
        where.append(" and labels <> '{}'::jsonb");
        String value = label.value();
        if (value == null) {
            where.append(" and labels ?? ?");
            parameters.add(label.key());
        } else {
            where.append(" and labels @> ?::jsonb");
            parameters.add(Json.write(Map.of(label.key(), value)));
        }
    }
}
