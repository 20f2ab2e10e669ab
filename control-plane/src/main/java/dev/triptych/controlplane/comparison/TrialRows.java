package dev.triptych.controlplane.comparison;

import dev.triptych.controlplane.comparison.Comparison.Progress;
import dev.triptych.controlplane.comparison.Trial.Purpose;
import dev.triptych.controlplane.platform.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table {@code comparison_trial}. */
@Component
class TrialRows {
    private final JdbcClient database;

    TrialRows(JdbcClient database) {
        this.database = database;
    }

    /** In the order in which they ran. */
    List<Trial> of(UUID comparison) {
        return database.sql("select position, purpose, round, variant, attempt, workload, begun_at, sample"
                        + " from comparison_trial where comparison_id = ? order by position")
                .param(comparison)
                .query((row, index) -> read(row))
                .list();
    }

    /** On record before its workload is: what a crash leaves is found by it. A half one is begun again. */
    void begin(UUID comparison, Trial trial) {
        database.sql(
                        "insert into comparison_trial (comparison_id, position, purpose, round, variant, attempt, workload,"
                                + " begun_at) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (comparison_id, position) do update"
                                + " set attempt = excluded.attempt, workload = excluded.workload, begun_at = excluded.begun_at")
                .params(
                        comparison,
                        trial.position(),
                        trial.purpose().name(),
                        trial.round(),
                        trial.variant(),
                        trial.attempt(),
                        trial.workload(),
                        trial.begunAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    void end(UUID comparison, int position, Sample sample) {
        database.sql("update comparison_trial set sample = ?::jsonb where comparison_id = ? and position = ?")
                .params(Json.write(sample), comparison, position)
                .update();
    }

    /** How far a comparison is, without reading its samples. */
    Progress progress(UUID comparison, Plan plan) {
        return database.sql("select count(sample) as done,"
                        + " count(sample) filter (where purpose = 'MEASURED') as measured,"
                        + " count(sample) filter (where sample ->> 'failure' is not null) as failed,"
                        + " max(variant) filter (where sample is null) as current"
                        + " from comparison_trial where comparison_id = ?")
                .param(comparison)
                .query((row, index) -> new Progress(
                        row.getInt("done"),
                        new Schedule(plan).size(),
                        row.getInt("measured") / plan.variants().size(),
                        row.getInt("failed"),
                        row.getObject("current") == null
                                ? null
                                : plan.variants().get(row.getInt("current")).label()))
                .single();
    }

    /** Forgets what did not end, once the comparison has. */
    void discardHalf(UUID comparison) {
        database.sql("delete from comparison_trial where comparison_id = ? and sample is null")
                .param(comparison)
                .update();
    }

    private static Trial read(ResultSet row) throws SQLException {
        String sample = row.getString("sample");
        return new Trial(
                row.getInt("position"),
                Purpose.valueOf(row.getString("purpose")),
                row.getInt("round"),
                row.getInt("variant"),
                row.getInt("attempt"),
                row.getString("workload"),
                row.getObject("begun_at", OffsetDateTime.class).toInstant(),
                sample == null ? null : Json.read(sample, Sample.class));
    }
}
