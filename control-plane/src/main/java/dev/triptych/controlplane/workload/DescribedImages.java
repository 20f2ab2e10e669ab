package dev.triptych.controlplane.workload;

import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The images that living workloads name, now and in the generations that can be gone back to. */
@Component
class DescribedImages implements ImageNeeds {
    private static final String NAMED = "select description -> 'source' ->> 'reference' as reference, name,"
            + " null::bigint as generation from workload"
            + " where deleted_at is null and description -> 'source' ->> 'type' = 'image'"
            + " union all select g.description -> 'source' ->> 'reference', w.name, g.generation"
            + " from workload_generation g join workload w on w.id = g.workload_id"
            + " where w.deleted_at is null and g.description -> 'source' ->> 'type' = 'image'"
            + " order by generation nulls first, name";

    private final JdbcClient database;

    DescribedImages(JdbcClient database) {
        this.database = database;
    }

    @Override
    public Map<String, String> imageReferences() {
        Map<String, String> needed = new HashMap<>();
        database.sql(NAMED).query(row -> {
            String workload = "the workload \"" + row.getString("name") + "\"";
            long generation = row.getLong("generation");
            String who = row.wasNull() ? workload : "generation " + generation + " of " + workload;
            needed.putIfAbsent(row.getString("reference"), who);
        });
        return needed;
    }
}
