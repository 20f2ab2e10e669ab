package dev.triptych.controlplane.snapshot;

import dev.triptych.controlplane.platform.RoundTrip;
import dev.triptych.controlplane.snapshot.Snapshot.State;
import dev.triptych.spi.Snapshotting.Consistency;
import dev.triptych.spi.WorkloadId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table {@code snapshot}. */
@Component
class SnapshotRows {
    private static final String GONE = "workload.id = snapshot.workload_id"
            + " and (workload.deleted_at is not null or workload.object_generation > snapshot.generation)";

    private static final String SELECT =
            "select id, workload_id, workload_name, generation, name, state, consistency, created_at, created_by"
                    + " from snapshot ";

    private final JdbcClient database;

    SnapshotRows(JdbcClient database) {
        this.database = database;
    }

    static void insert(RoundTrip trip, Snapshot snapshot) {
        trip.add(
                "insert into snapshot (id, workload_id, workload_name, generation, name, state, created_at, created_by)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?)",
                snapshot.id(),
                snapshot.workload().value(),
                snapshot.workloadName(),
                snapshot.generation(),
                snapshot.name(),
                snapshot.state().name(),
                snapshot.createdAt(),
                snapshot.createdBy());
    }

    static void set(RoundTrip trip, UUID id, State state, @Nullable Consistency consistency) {
        trip.add(
                "update snapshot set state = ?, consistency = ? where id = ?",
                state.name(),
                consistency == null ? null : consistency.name(),
                id);
    }

    static void delete(RoundTrip trip, UUID id) {
        trip.add("delete from snapshot where id = ?", id);
    }

    /** Those in the disk of one generation, oldest first. */
    List<Snapshot> of(WorkloadId workload, long generation) {
        return database.sql(SELECT + "where workload_id = ? and generation = ? order by id")
                .param(workload.value())
                .param(generation)
                .query((row, index) -> read(row))
                .list();
    }

    /** Those with which something was begun that has not been seen to end. */
    List<Snapshot> unsettled() {
        return database.sql(SELECT + "where state <> 'READY' order by id")
                .query((row, index) -> read(row))
                .list();
    }

    boolean anyIsGone() {
        return database.sql("select exists (select from snapshot join workload on " + GONE + ")")
                .query(Boolean.class)
                .single();
    }

    /** Forgets those whose disk is gone, with its workload or with its generation. */
    static void forgetGone(RoundTrip trip) {
        trip.add("delete from snapshot using workload where " + GONE);
    }

    private static Snapshot read(ResultSet row) throws SQLException {
        String consistency = row.getString("consistency");
        return new Snapshot(
                row.getObject("id", UUID.class),
                new WorkloadId(row.getObject("workload_id", UUID.class)),
                row.getString("workload_name"),
                row.getLong("generation"),
                row.getString("name"),
                State.valueOf(row.getString("state")),
                consistency == null ? null : Consistency.valueOf(consistency),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by"));
    }
}
