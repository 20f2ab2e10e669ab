package dev.triptych.controlplane.comparison;

import dev.triptych.controlplane.comparison.Comparison.State;
import dev.triptych.controlplane.platform.Json;
import dev.triptych.controlplane.platform.RoundTrip;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table {@code comparison}. */
@Component
class ComparisonRows {
    private static final String SELECT =
            "select id, name, plan, state, cancel_requested, message, created_at, created_by, started_at, ended_at, host"
                    + " from comparison ";

    private final JdbcClient database;

    ComparisonRows(JdbcClient database) {
        this.database = database;
    }

    static void insert(RoundTrip trip, Comparison comparison) {
        trip.add(
                "insert into comparison (id, name, plan, state, message, created_at, created_by)"
                        + " values (?, ?, ?::jsonb, ?, ?, ?, ?)",
                comparison.id(),
                comparison.name(),
                Json.write(comparison.plan()),
                comparison.state().name(),
                comparison.message(),
                comparison.createdAt(),
                comparison.createdBy());
    }

    static void begin(RoundTrip trip, UUID id, Instant at, HostFacts host) {
        trip.add(
                "update comparison set state = 'RUNNING', message = 'It runs.', started_at = ?, host = ?::jsonb"
                        + " where id = ?",
                at,
                Json.write(host),
                id);
    }

    static void end(RoundTrip trip, UUID id, State state, String message, Instant at) {
        trip.add(
                "update comparison set state = ?, message = ?, ended_at = ? where id = ?",
                state.name(),
                message,
                at,
                id);
    }

    static void requestCancel(RoundTrip trip, UUID id) {
        trip.add("update comparison set cancel_requested = true, message = 'It is being cancelled.' where id = ?", id);
    }

    Optional<Comparison> find(String name) {
        return database.sql(SELECT + "where name = ?")
                .param(name)
                .query((row, index) -> read(row))
                .optional();
    }

    Optional<Comparison> find(UUID id) {
        return database.sql(SELECT + "where id = ?")
                .param(id)
                .query((row, index) -> read(row))
                .optional();
    }

    /** What to go on with: one that has begun, else the one that waits longest. */
    Optional<Comparison> next() {
        return database.sql(SELECT + "where state in ('QUEUED', 'RUNNING') order by state = 'RUNNING' desc, id limit 1")
                .query((row, index) -> read(row))
                .optional();
    }

    /** Those that wait or run. */
    List<Comparison> open() {
        return database.sql(SELECT + "where state in ('QUEUED', 'RUNNING') order by id")
                .query((row, index) -> read(row))
                .list();
    }

    int waiting() {
        return database.sql("select count(*) from comparison where state in ('QUEUED', 'RUNNING')")
                .query(Integer.class)
                .single();
    }

    List<Comparison> page(@Nullable UUID before, int limit) {
        return before == null
                ? database.sql(SELECT + "order by id desc limit ?")
                        .param(limit)
                        .query((row, index) -> read(row))
                        .list()
                : database.sql(SELECT + "where id < ? order by id desc limit ?")
                        .params(before, limit)
                        .query((row, index) -> read(row))
                        .list();
    }

    /** Those that are done, newest first: what advice rests on. */
    List<Comparison> done(int limit) {
        return database.sql(SELECT + "where state = 'DONE' order by id desc limit ?")
                .param(limit)
                .query((row, index) -> read(row))
                .list();
    }

    /** Keeps so many of those that have ended. */
    void prune(int kept) {
        database.sql("delete from comparison where id in (select id from comparison"
                        + " where state not in ('QUEUED', 'RUNNING') order by id desc offset ?)")
                .param(kept)
                .update();
    }

    private static Comparison read(ResultSet row) throws SQLException {
        String host = row.getString("host");
        return new Comparison(
                row.getObject("id", UUID.class),
                row.getString("name"),
                Json.read(row.getString("plan"), Plan.class),
                State.valueOf(row.getString("state")),
                row.getBoolean("cancel_requested"),
                row.getString("message"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by"),
                time(row, "started_at"),
                time(row, "ended_at"),
                host == null ? null : Json.read(host, HostFacts.class));
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
