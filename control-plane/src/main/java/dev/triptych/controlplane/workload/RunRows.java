package dev.triptych.controlplane.workload;

import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.Json;
import dev.triptych.controlplane.platform.RoundTrip;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.Preparation;
import dev.triptych.spi.Usage;
import dev.triptych.spi.WorkloadId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Between {@link RunRecord} and the table {@code run}. */
final class RunRows {
    /** Every column, named so that a join with {@code workload} stays readable. */
    static final String COLUMNS = "r.workload_id r_workload_id, r.number r_number, r.generation r_generation,"
            + " r.stage r_stage, r.incarnation r_incarnation, r.queued_at r_queued_at, r.started_at r_started_at,"
            + " r.ready_at r_ready_at, r.ended_at r_ended_at, r.exit_reason r_exit_reason, r.exit_code r_exit_code,"
            + " r.signal r_signal, r.reason_code r_reason_code, r.reason_message r_reason_message,"
            + " r.phases r_phases, r.preparation r_preparation, r.footprint r_footprint";

    private static final String INSERT =
            "insert into run (workload_id, number, generation, stage, queued_at, reason_code, reason_message, phases)"
                    + " values (?, ?, ?, ?, ?, ?, ?, '[]'::jsonb)";

    private static final String UPDATE = "update run set stage = ?, incarnation = ?, started_at = ?, ready_at = ?,"
            + " ended_at = ?, exit_reason = ?, exit_code = ?, signal = ?, reason_code = ?, reason_message = ?,"
            + " phases = ?::jsonb, preparation = ?::jsonb, footprint = ?::jsonb where workload_id = ? and number = ?";

    private RunRows() {}

    static void insert(RoundTrip trip, RunRecord run) {
        trip.add(
                INSERT,
                run.workload().value(),
                run.number(),
                run.generation(),
                run.stage().name(),
                run.queuedAt(),
                run.reason().code().name(),
                run.reason().message());
    }

    static void update(RoundTrip trip, RunRecord run) {
        ExitReason exit = run.exitReason();
        trip.add(
                UPDATE,
                run.stage().name(),
                run.incarnation(),
                run.startedAt(),
                run.readyAt(),
                run.endedAt(),
                exit == null ? null : exit.name(),
                run.exitCode(),
                run.signal(),
                run.reason().code().name(),
                run.reason().message(),
                Json.write(run.phases()),
                run.preparation() == null ? null : Json.write(run.preparation()),
                run.footprint() == null ? null : Json.write(run.footprint()),
                run.workload().value(),
                run.number());
    }

    static RunRecord read(ResultSet row) throws SQLException {
        String exit = row.getString("r_exit_reason");
        String preparation = row.getString("r_preparation");
        String footprint = row.getString("r_footprint");
        return new RunRecord(
                new WorkloadId(row.getObject("r_workload_id", UUID.class)),
                row.getInt("r_number"),
                row.getLong("r_generation"),
                Stage.valueOf(row.getString("r_stage")),
                row.getString("r_incarnation"),
                time(row, "r_queued_at"),
                timeOrNull(row, "r_started_at"),
                timeOrNull(row, "r_ready_at"),
                timeOrNull(row, "r_ended_at"),
                exit == null ? null : ExitReason.valueOf(exit),
                row.getObject("r_exit_code", Integer.class),
                row.getObject("r_signal", Integer.class),
                new Reason(ReasonCode.valueOf(row.getString("r_reason_code")), row.getString("r_reason_message")),
                List.of(Json.readOnce(row.getString("r_phases"), Phase[].class)),
                preparation == null ? null : Json.readOnce(preparation, Preparation.class),
                footprint == null ? null : Json.readOnce(footprint, Usage.class));
    }

    static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static @Nullable Instant timeOrNull(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
