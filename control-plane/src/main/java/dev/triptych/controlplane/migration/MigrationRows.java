package dev.triptych.controlplane.migration;

import dev.triptych.controlplane.migration.Migration.Action;
import dev.triptych.controlplane.migration.Migration.Outcome;
import dev.triptych.controlplane.migration.Migration.State;
import dev.triptych.controlplane.migration.Migration.Step;
import dev.triptych.controlplane.migration.Migration.View;
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

/** The tables {@code migration} and {@code migration_step}. */
@Component
class MigrationRows {
    private static final String SELECT =
            "select id, name, plan, state, goal, waiting, request, message, created_at, created_by, ended_at from migration ";

    private final JdbcClient database;

    MigrationRows(JdbcClient database) {
        this.database = database;
    }

    static void insert(RoundTrip trip, Migration migration, Step first) {
        trip.add(
                "insert into migration (id, name, service, old_workload, new_workload, plan, state, message, created_at,"
                        + " created_by) values (?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?)",
                migration.id(),
                migration.name(),
                migration.plan().service(),
                migration.plan().old().workload(),
                migration.plan().candidate().workload(),
                Json.write(migration.plan()),
                migration.state().name(),
                migration.message(),
                migration.createdAt(),
                migration.createdBy());
        insert(trip, migration.id(), first);
    }

    private static void insert(RoundTrip trip, UUID migration, Step step) {
        trip.add(
                "insert into migration_step (migration_id, position, state, started_at, outcome, evidence, mark)"
                        + " values (?, ?, ?, ?, ?, ?::jsonb, ?::jsonb)",
                migration,
                step.position(),
                step.state().name(),
                step.startedAt(),
                step.outcome().name(),
                Json.write(step.evidence()),
                Json.write(step.mark()));
    }

    /** How far the state under way is. */
    static void save(RoundTrip trip, UUID migration, int position, Evidence evidence, Mark mark) {
        trip.add(
                "update migration_step set evidence = ?::jsonb, mark = ?::jsonb where migration_id = ? and position = ?",
                Json.write(evidence),
                Json.write(mark),
                migration,
                position);
    }

    static void endStep(RoundTrip trip, UUID migration, int position, Outcome outcome, Instant at) {
        trip.add(
                "update migration_step set outcome = ?, ended_at = ? where migration_id = ? and position = ?",
                outcome.name(),
                at,
                migration,
                position);
    }

    /**
     * Enters a state that takes time.
     *
     * @param done the request that this answers; another one that has come meanwhile stays
     */
    static void enter(
            RoundTrip trip, UUID migration, Step step, @Nullable State goal, @Nullable Action done, String message) {
        trip.add(
                "update migration set state = ?, goal = ?, waiting = false, message = ?,"
                        + " request = nullif(request, ?::text) where id = ?",
                step.state().name(),
                goal == null ? null : goal.name(),
                message,
                done == null ? null : done.name(),
                migration);
        insert(trip, migration, step);
    }

    static void end(RoundTrip trip, UUID migration, State state, String message, Instant at) {
        trip.add(
                "update migration set state = ?, waiting = false, request = null, message = ?, ended_at = ? where id = ?",
                state.name(),
                message,
                at,
                migration);
    }

    static void setWaiting(RoundTrip trip, UUID migration, String message) {
        trip.add("update migration set waiting = true, message = ? where id = ?", message, migration);
    }

    static void tell(RoundTrip trip, UUID migration, String message) {
        trip.add("update migration set message = ? where id = ?", message, migration);
    }

    static void request(RoundTrip trip, UUID migration, Action action) {
        trip.add("update migration set request = ? where id = ? and ended_at is null", action.name(), migration);
    }

    static void forget(RoundTrip trip, UUID migration, Action request) {
        trip.add("update migration set request = nullif(request, ?::text) where id = ?", request.name(), migration);
    }

    Optional<View> find(String name) {
        return database.sql(SELECT + "where name = ?")
                .param(name)
                .query((row, index) -> read(row))
                .optional()
                .map(this::view);
    }

    Optional<View> find(UUID id) {
        return database.sql(SELECT + "where id = ?")
                .param(id)
                .query((row, index) -> read(row))
                .optional()
                .map(this::view);
    }

    /** Those that have not ended. */
    List<Migration> open() {
        return database.sql(SELECT + "where ended_at is null order by id")
                .query((row, index) -> read(row))
                .list();
    }

    List<View> page(@Nullable UUID before, int limit) {
        List<Migration> found = before == null
                ? database.sql(SELECT + "order by id desc limit ?")
                        .param(limit)
                        .query((row, index) -> read(row))
                        .list()
                : database.sql(SELECT + "where id < ? order by id desc limit ?")
                        .params(before, limit)
                        .query((row, index) -> read(row))
                        .list();
        return found.stream().map(this::view).toList();
    }

    /** Keeps so many of those that have ended. */
    void prune(int kept) {
        database.sql("delete from migration where id in (select id from migration where ended_at is not null"
                        + " order by id desc offset ?)")
                .param(kept)
                .update();
    }

    private View view(Migration migration) {
        return new View(
                migration,
                database.sql("select position, state, started_at, ended_at, outcome, evidence, mark from migration_step"
                                + " where migration_id = ? order by position")
                        .param(migration.id())
                        .query((row, index) -> step(row))
                        .list());
    }

    private static Migration read(ResultSet row) throws SQLException {
        String goal = row.getString("goal");
        String request = row.getString("request");
        return new Migration(
                row.getObject("id", UUID.class),
                row.getString("name"),
                Json.read(row.getString("plan"), MigrationPlan.class),
                State.valueOf(row.getString("state")),
                goal == null ? null : State.valueOf(goal),
                row.getBoolean("waiting"),
                request == null ? null : Action.valueOf(request),
                row.getString("message"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by"),
                time(row, "ended_at"));
    }

    private static Step step(ResultSet row) throws SQLException {
        return new Step(
                row.getInt("position"),
                State.valueOf(row.getString("state")),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                time(row, "ended_at"),
                Outcome.valueOf(row.getString("outcome")),
                Json.read(row.getString("evidence"), Evidence.class),
                Json.read(row.getString("mark"), Mark.class));
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
