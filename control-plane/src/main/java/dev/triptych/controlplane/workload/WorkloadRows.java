package dev.triptych.controlplane.workload;

import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.Json;
import dev.triptych.controlplane.platform.RoundTrip;
import dev.triptych.spi.Endpoint;
import dev.triptych.spi.Observation.Health;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Between {@link WorkloadRecord} and the table {@code workload}. */
final class WorkloadRows {
    private static final String COLUMNS =
            "select w.id, w.description, w.pinned, w.generation, w.version, w.desired, w.stage,"
                    + " w.current_run, w.wanted_run, w.object_generation, w.object_kind, w.observed, w.observed_at, w.sight,"
                    + " w.reason_code, w.reason_message, w.restarts, w.created_at, w.changed_at, w.deleted_at, "
                    + RunRows.COLUMNS;

    private static final String WITH_RUN = " cross join lateral"
            + " (select * from run where workload_id = w.id and number = w.current_run limit 1) r";

    /** A workload with its newest run. */
    static final String SELECT = COLUMNS + " from workload w" + WITH_RUN;

    /** Of a workload {@code i}: not at rest. Word for word what the index {@code workload_unsettled} holds. */
    static final String UNSETTLED = "(i.stage not in ('STOPPED', 'SUCCEEDED', 'FAILED', 'LOST')"
            + " or i.desired = 'DELETED' or i.wanted_run > i.current_run or i.object_generation < i.generation)";

    /**
     * Of a workload {@code i}: it lives, and is on the network of all kinds while it runs. Word for word what the index
     * {@code workload_near_network} holds.
     */
    static final String NEAR_THE_NETWORK =
            "i.deleted_at is null and (i.kind = 'VM' or (i.description -> 'network' ->> 'shared') = 'true'"
                    + " or (i.description -> 'network' ->> 'egress') in ('NONE', 'LOCAL'))";

    private static final String INSERT =
            "insert into workload (id, name, kind, lifecycle, labels, description, pinned, generation, version,"
                    + " desired, stage, current_run, wanted_run, object_generation, object_kind, observed, sight,"
                    + " reason_code, reason_message, created_at, changed_at) values (?, ?, ?, ?, ?::jsonb, ?::jsonb,"
                    + " ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?)";

    private static final String UPDATE = "update workload set generation = ?, version = ?, desired = ?, stage = ?,"
            + " current_run = ?, wanted_run = ?, object_generation = ?, object_kind = ?, observed = ?, observed_at = ?,"
            + " sight = ?::jsonb, reason_code = ?, reason_message = ?, restarts = ?::jsonb, changed_at = ?,"
            + " deleted_at = ? where id = ?";

    private static final String DESCRIBE = "update workload set name = ?, kind = ?, lifecycle = ?, labels = ?::jsonb,"
            + " description = ?::jsonb, pinned = ?::jsonb where id = ?";

    private WorkloadRows() {}

    /**
     * Workloads by a query for their ids. Each row is looked up by its key, however many the planner expects: there are no
     * statistics about who is not at rest, and a guess would have it read the whole table.
     */
    static String selectIn(String ids) {
        return COLUMNS + " from (" + ids + " offset 0) picked cross join lateral"
                + " (select * from workload where id = picked.id limit 1) w" + WITH_RUN;
    }

    static void insert(RoundTrip trip, WorkloadRecord workload) {
        Description description = workload.description();
        BackendObject object = workload.object();
        trip.add(
                INSERT,
                workload.id().value(),
                description.name(),
                description.kind().name(),
                description.lifecycle().name(),
                Json.write(description.labels()),
                Json.write(description),
                Json.write(workload.pinned()),
                workload.generation(),
                workload.version(),
                workload.desired().name(),
                workload.stage().name(),
                workload.currentRun(),
                workload.wantedRun(),
                object == null ? null : object.generation(),
                object == null ? null : object.kind().name(),
                workload.sight().observed().name(),
                sight(workload),
                workload.reason().code().name(),
                workload.reason().message(),
                workload.createdAt(),
                workload.changedAt());
    }

    static void update(RoundTrip trip, WorkloadRecord workload) {
        BackendObject object = workload.object();
        trip.add(
                UPDATE,
                workload.generation(),
                workload.version(),
                workload.desired().name(),
                workload.stage().name(),
                workload.currentRun(),
                workload.wantedRun(),
                object == null ? null : object.generation(),
                object == null ? null : object.kind().name(),
                workload.sight().observed().name(),
                workload.sight().observedAt(),
                sight(workload),
                workload.reason().code().name(),
                workload.reason().message(),
                workload.restarts().equals(Restarts.NONE) ? null : Json.write(workload.restarts()),
                workload.changedAt(),
                workload.deletedAt(),
                workload.id().value());
    }

    /** What only a new description changes. */
    static void describe(RoundTrip trip, WorkloadRecord workload) {
        Description description = workload.description();
        trip.add(
                DESCRIBE,
                description.name(),
                description.kind().name(),
                description.lifecycle().name(),
                Json.write(description.labels()),
                Json.write(description),
                Json.write(workload.pinned()),
                workload.id().value());
    }

    private static String sight(WorkloadRecord workload) {
        Sight sight = workload.sight();
        return Json.write(new StoredSight(
                sight.endpoints(), sight.addresses(), sight.health(), sight.facts(), sight.unknownSince()));
    }

    static WorkloadView readView(ResultSet row, int number) throws SQLException {
        return WorkloadView.of(read(row), RunRows.read(row));
    }

    private static WorkloadRecord read(ResultSet row) throws SQLException {
        StoredSight sight = Json.readOnce(row.getString("sight"), StoredSight.class);
        return new WorkloadRecord(
                new WorkloadId(row.getObject("id", UUID.class)),
                Json.readOnce(row.getString("description"), Description.class),
                Json.readOnce(row.getString("pinned"), Pinned.class),
                row.getLong("generation"),
                row.getLong("version"),
                Desired.valueOf(row.getString("desired")),
                Stage.valueOf(row.getString("stage")),
                row.getInt("current_run"),
                row.getInt("wanted_run"),
                object(row),
                new Sight(
                        Observed.valueOf(row.getString("observed")),
                        RunRows.timeOrNull(row, "observed_at"),
                        sight.endpoints(),
                        sight.addresses(),
                        sight.health(),
                        sight.facts(),
                        sight.unknownSince()),
                new Reason(ReasonCode.valueOf(row.getString("reason_code")), row.getString("reason_message")),
                restarts(row),
                RunRows.time(row, "created_at"),
                RunRows.time(row, "changed_at"),
                RunRows.timeOrNull(row, "deleted_at"));
    }

    private static Restarts restarts(ResultSet row) throws SQLException {
        String stored = row.getString("restarts");
        return stored == null ? Restarts.NONE : Json.readOnce(stored, Restarts.class);
    }

    private static @Nullable BackendObject object(ResultSet row) throws SQLException {
        Long generation = row.getObject("object_generation", Long.class);
        return generation == null
                ? null
                : new BackendObject(generation, WorkloadKind.valueOf(row.getString("object_kind")));
    }

    /** The column {@code sight}. */
    record StoredSight(
            List<Endpoint> endpoints,
            List<String> addresses,
            @Nullable Health health,
            Map<String, String> facts,
            @Nullable Instant unknownSince) {}
}
