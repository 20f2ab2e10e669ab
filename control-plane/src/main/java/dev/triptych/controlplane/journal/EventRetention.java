package dev.triptych.controlplane.journal;

import dev.triptych.controlplane.platform.RoundTrip;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Removes events that are too old to be kept, the oldest first. */
@Component
public class EventRetention {
    private static final int BATCH = 5_000;

    private final JdbcTemplate statements;
    private final JdbcClient database;
    private final Clock clock;

    EventRetention(JdbcTemplate statements, JdbcClient database, Clock clock) {
        this.statements = statements;
        this.database = database;
        this.clock = clock;
    }

    /**
     * Removes what is older.
     *
     * @param kept at least an hour
     */
    public void prune(Duration kept) {
        Instant before = clock.instant().minus(kept);
        while (oldestIsBefore(before)) {
            new RoundTrip()
                    .add("select set_config('triptych.retention', 'on', true)")
                    .add(
                            "update event_retention set removed_up_to = greatest(removed_up_to, (select max(id) from"
                                    + " (select id, at from event order by id limit " + BATCH + ") e where at < ?))",
                            before)
                    .add(
                            "delete from event where id in (select id from (select id, at from event order by id limit "
                                    + BATCH + ") e where at < ?)",
                            before)
                    .run(statements);
        }
    }

    private boolean oldestIsBefore(Instant before) {
        return database.sql("select count(*) from (select at from event order by id limit 1) e where at < ?")
                        .param(before.atOffset(ZoneOffset.UTC))
                        .query(Long.class)
                        .single()
                > 0;
    }
}
