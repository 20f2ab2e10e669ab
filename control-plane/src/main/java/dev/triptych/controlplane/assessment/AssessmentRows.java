package dev.triptych.controlplane.assessment;

import dev.triptych.controlplane.assessment.Assessment.State;
import dev.triptych.controlplane.platform.Json;
import dev.triptych.controlplane.platform.RoundTrip;
import dev.triptych.spi.WorkloadId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table {@code assessment}. */
@Component
class AssessmentRows {
    private static final String SELECT =
            "select id, workload_id, workload_name, observe_millis, state, message, judgement, created_at, created_by,"
                    + " ended_at from assessment ";

    private final JdbcClient database;

    AssessmentRows(JdbcClient database) {
        this.database = database;
    }

    /** Adds one that has begun, and drops those of this workload that have ended. */
    static void insert(RoundTrip trip, Assessment assessment) {
        trip.add(
                "delete from assessment where workload_id = ? and state <> 'RUNNING'",
                assessment.workload().value());
        trip.add(
                "insert into assessment (id, workload_id, workload_name, observe_millis, state, message, created_at,"
                        + " created_by) values (?, ?, ?, ?, ?, ?, ?, ?)",
                assessment.id(),
                assessment.workload().value(),
                assessment.name(),
                assessment.observe().toMillis(),
                assessment.state().name(),
                assessment.message(),
                assessment.createdAt(),
                assessment.createdBy());
    }

    static void done(RoundTrip trip, UUID id, Judgement judgement, String message, Instant at) {
        trip.add(
                "update assessment set state = 'DONE', message = ?, judgement = ?::jsonb, ended_at = ? where id = ?",
                message,
                Json.write(judgement),
                at,
                id);
    }

    static void failed(RoundTrip trip, UUID id, String message, Instant at) {
        trip.add("update assessment set state = 'FAILED', message = ?, ended_at = ? where id = ?", message, at, id);
    }

    Optional<Assessment> newest(WorkloadId workload) {
        return database.sql(SELECT + "where workload_id = ? order by id desc limit 1")
                .param(workload.value())
                .query((row, index) -> read(row))
                .optional();
    }

    List<Assessment> running() {
        return database.sql(SELECT + "where state = 'RUNNING' order by id")
                .query((row, index) -> read(row))
                .list();
    }

    private static Assessment read(ResultSet row) throws SQLException {
        String text = row.getString("judgement");
        Optional<Judgement> judgement = Optional.ofNullable(text).map(json -> Json.read(json, Judgement.class));
        OffsetDateTime ended = row.getObject("ended_at", OffsetDateTime.class);
        return new Assessment(
                row.getObject("id", UUID.class),
                new WorkloadId(row.getObject("workload_id", UUID.class)),
                row.getString("workload_name"),
                Duration.ofMillis(row.getLong("observe_millis")),
                State.valueOf(row.getString("state")),
                row.getString("message"),
                judgement.map(Judgement::verdict).orElse(null),
                judgement.map(Judgement::findings).orElse(List.of()),
                judgement.map(Judgement::missing).orElse(List.of()),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by"),
                ended == null ? null : ended.toInstant());
    }
}
