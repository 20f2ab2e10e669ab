package dev.triptych.controlplane.workload;

import dev.triptych.spi.WorkloadKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A list of workloads as SQL. The page's ids are found first, from indexes alone; only then are rows read. Labels have an
 * index of their own, in the same order, which is merged with the one of the workloads.
 */
record ListQuery(String sql, List<Object> parameters) {

    static ListQuery of(WorkloadFilter filter, @Nullable UUID before, int limit) {
        StringBuilder where = new StringBuilder("i.deleted_at is null");
        List<Object> parameters = new ArrayList<>();
        if (before != null) {
            where.append(" and i.id < ?");
            parameters.add(before);
        }
        WorkloadKind kind = filter.kind();
        if (kind != null) {
            where.append(" and i.kind = ?");
            parameters.add(kind.name());
        }
        WorkloadState state = filter.state();
        if (state != null) {
            where.append(" and ").append(situationIn(state));
        }
        String part = filter.nameContains();
        if (part != null && !part.isEmpty()) {
            where.append(" and strpos(i.name, ?) > 0");
            parameters.add(part.toLowerCase(Locale.ROOT));
        }
        for (WorkloadFilter.Label label : filter.labels()) {
            addLabel(where, parameters, label);
        }
        parameters.add(limit);
        return new ListQuery(
                WorkloadRows.selectIn("select i.id from workload i where " + where + " order by i.id desc limit ?")
                        + " order by w.id desc",
                parameters);
    }

    /**
     * The same table that the code decides by; its words are enum names and need no quoting. Where no run has ended, the
     * small index of what is not at rest serves.
     */
    private static String situationIn(WorkloadState state) {
        List<Situation> situations = StatePolicy.situationsOf(state);
        String texts = situations.stream()
                .map(situation -> "'" + situation.text() + "'")
                .collect(Collectors.joining(", ", "i.situation in (", ")"));
        boolean unsettled = situations.stream()
                .allMatch(each ->
                        each.desired() == Desired.DELETED || !each.stage().ended());
        return unsettled ? texts + " and " + WorkloadRows.UNSETTLED : texts;
    }

    private static void addLabel(StringBuilder where, List<Object> parameters, WorkloadFilter.Label label) {
        where.append(" and exists (select 1 from workload_label l where l.workload_id = i.id and l.key = ?");
        parameters.add(label.key());
        String value = label.value();
        if (value != null) {
            where.append(" and l.value = ?");
            parameters.add(value);
        }
        where.append(')');
    }
}
