package dev.triptych.controlplane.workload;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.Json;
import dev.triptych.controlplane.platform.TriptychException.NotFound;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the descriptions of a living workload were, generation by generation. Secrets are references here, as anywhere. */
@Component
public class Generations {
    /** How many generations of a workload are on record, with the present one. */
    public static final int KEPT = 20;

    private final JdbcClient database;
    private final WorkloadQueries queries;

    Generations(JdbcClient database, WorkloadQueries queries) {
        this.database = database;
        this.queries = queries;
    }

    /**
     * Who made a generation, and when.
     *
     * @param createdAt null where nothing on record tells
     * @param createdBy a token's name, or {@code system}; null where nothing on record tells
     */
    public record Made(
            long generation,
            @Nullable Instant createdAt,
            @Nullable String createdBy) {}

    /** One generation; its labels are those it had last. */
    public record Kept(Made made, Description description) {}

    /**
     * Those that are on record, newest first; the present one is the first.
     *
     * @throws NotFound when there is no such workload
     */
    public List<Made> list(String name) {
        WorkloadRecord workload = queries.get(name).workload();
        List<Made> rows = database.sql("select generation, created_at, created_by from workload_generation"
                        + " where workload_id = ? and generation <= ? order by generation desc")
                .params(workload.id().value(), workload.generation())
                .query(Generations::made)
                .list();
        if (!rows.isEmpty() && rows.getFirst().generation() == workload.generation()) {
            return rows;
        }
        List<Made> all = new ArrayList<>(rows);
        all.addFirst(present(workload));
        return all;
    }

    /**
     * One of them.
     *
     * @throws NotFound when there is no such workload, or its generation is not on record or not any more
     */
    public Kept get(String name, long generation) {
        WorkloadRecord workload = queries.get(name).workload();
        if (generation == workload.generation()) {
            Made made = list(name).stream()
                    .filter(each -> each.generation() == generation)
                    .findFirst()
                    .orElseGet(() -> present(workload));
            return new Kept(made, workload.description());
        }
        return database.sql("select generation, created_at, created_by, description from workload_generation"
                        + " where workload_id = ? and generation = ? and description is not null")
                .params(workload.id().value(), generation)
                .query((row, number) ->
                        new Kept(made(row, number), Json.read(row.getString("description"), Description.class)))
                .optional()
                .orElseThrow(() -> new NotFound(
                        ErrorCode.GENERATION_NOT_FOUND,
                        "The workload \"" + name + "\" has no generation " + generation + " on record. Its newest is "
                                + workload.generation() + ", and the last " + KEPT + " are kept: the oldest is "
                                + list(name).getLast().generation() + "."));
    }

    /** Of a workload that was not changed since generations are kept: what the journal still tells. */
    private Made present(WorkloadRecord workload) {
        Instant first = workload.generation() == 1 ? workload.createdAt() : null;
        return database.sql(GenerationRows.MADE)
                .params(workload.name(), workload.id().toString())
                .query((row, number) -> new Made(
                        workload.generation(), first == null ? RunRows.time(row, "at") : first, row.getString("actor")))
                .optional()
                .orElseGet(() -> new Made(workload.generation(), first, null));
    }

    private static Made made(ResultSet row, int number) throws SQLException {
        return new Made(row.getLong("generation"), RunRows.timeOrNull(row, "created_at"), row.getString("created_by"));
    }
}
