package dev.triptych.controlplane.reconcile;

import dev.triptych.spi.Observation;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKind;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Objects that carry this installation's mark and belong to no living workload. They are listed, never removed by themselves. */
@Component
public class Orphans {
    private final JdbcClient database;
    private final Map<WorkloadKind, List<Observation>> found = new EnumMap<>(WorkloadKind.class);

    Orphans(JdbcClient database) {
        this.database = database;
    }

    /** As of the last sweep that could ask the backend, by kind. */
    public synchronized Map<WorkloadKind, List<Observation>> found() {
        return Map.copyOf(found);
    }

    void look(WorkloadKind kind, List<Observation> all) {
        Set<WorkloadId> living = living(all);
        List<Observation> orphans = all.stream()
                .filter(object -> !living.contains(object.key().id()))
                .toList();
        synchronized (this) {
            found.put(kind, orphans);
        }
    }

    private Set<WorkloadId> living(List<Observation> all) {
        UUID[] ids =
                all.stream().map(object -> object.key().id().value()).distinct().toArray(UUID[]::new);
        Set<WorkloadId> living = new HashSet<>();
        if (ids.length > 0) {
            database.sql("select id from workload where deleted_at is null and id = any(?)")
                    .param(ids)
                    .query((row, index) -> new WorkloadId(row.getObject("id", UUID.class)))
                    .list()
                    .forEach(living::add);
        }
        return living;
    }
}
