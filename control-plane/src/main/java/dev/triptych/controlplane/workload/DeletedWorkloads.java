package dev.triptych.controlplane.workload;

import dev.triptych.controlplane.platform.RoundTrip;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Takes what was deleted long ago off the record, with its runs. What the journal tells of it has a time of its own. */
@Component
public class DeletedWorkloads {
    private static final String BATCH =
            "(select id from workload where deleted_at < ? order by deleted_at, id limit 500)";

    private final JdbcTemplate statements;
    private final JdbcClient database;
    private final Clock clock;

    DeletedWorkloads(JdbcTemplate statements, JdbcClient database, Clock clock) {
        this.statements = statements;
        this.database = database;
        this.clock = clock;
    }

    /** Removes what was deleted longer ago. */
    public void prune(Duration kept) {
        Instant before = clock.instant().minus(kept);
        while (any(before)) {
            RoundTrip trip = new RoundTrip();
            for (String table : List.of("usage_sample", "intent", "run")) {
                trip.add("delete from " + table + " where workload_id in " + BATCH, before);
            }
            trip.add("delete from workload where id in " + BATCH, before).run(statements);
        }
    }

    private boolean any(Instant before) {
        return database.sql("select exists (select 1 from workload where deleted_at < ?)")
                .param(before.atOffset(ZoneOffset.UTC))
                .query(Boolean.class)
                .single();
    }
}
