package dev.triptych.controlplane.workload;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import dev.triptych.controlplane.platform.TriptychException.NotFound;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Answers from the tables. */
@Component
class StoredWorkloads implements WorkloadQueries {
    private final JdbcClient database;
    private final Ledger ledger;
    private final Holds holds;

    StoredWorkloads(JdbcClient database, Ledger ledger, Holds holds) {
        this.database = database;
        this.ledger = ledger;
        this.holds = holds;
    }

    @Override
    public WorkloadView get(String name) {
        return database.sql(WorkloadRows.SELECT + " where w.name = ? and w.deleted_at is null")
                .param(name)
                .query(WorkloadRows::readView)
                .optional()
                .map(holds::shown)
                .orElseThrow(() -> new NotFound(
                        ErrorCode.WORKLOAD_NOT_FOUND, "There is no workload \"" + printable(name) + "\"."));
    }

    @Override
    public List<WorkloadView> named(Collection<String> names) {
        return names.isEmpty()
                ? List.of()
                : database
                        .sql(WorkloadRows.SELECT + " where w.name = any (?) and w.deleted_at is null")
                        .param(names.toArray(String[]::new))
                        .query(WorkloadRows::readView)
                        .list()
                        .stream()
                        .map(holds::shown)
                        .toList();
    }

    private static String printable(String name) {
        String shown = name.length() <= 63 ? name : name.substring(0, 63) + "…";
        return shown.replaceAll("\\p{Cntrl}", "\uFFFD");
    }

    @Override
    public @Nullable WorkloadView find(WorkloadId id) {
        WorkloadView view = ledger.find(id);
        return view == null ? null : holds.shown(view);
    }

    @Override
    public Page<WorkloadView> list(WorkloadFilter filter, @Nullable String cursor, int limit) {
        ListQuery query = ListQuery.of(filter, cursor == null ? null : uuid(cursor), limit + 1);
        List<WorkloadView> rows =
                database.sql(query.sql()).params(query.parameters()).query(WorkloadRows::readView).list().stream()
                        .map(holds::shown)
                        .toList();
        boolean more = rows.size() > limit;
        List<WorkloadView> items = more ? rows.subList(0, limit) : rows;
        return new Page<>(items, more ? items.getLast().workload().id().toString() : null);
    }

    private static UUID uuid(String cursor) {
        try {
            return UUID.fromString(cursor);
        } catch (IllegalArgumentException e) {
            throw InvalidRequest.of("cursor", "is not one that a page of this list ended with");
        }
    }

    @Override
    public Page<RunRecord> runs(String name, @Nullable String cursor, int limit) {
        WorkloadId id = get(name).workload().id();
        List<RunRecord> rows = database.sql("select " + RunRows.COLUMNS
                        + " from run r where r.workload_id = ? and r.number < ? order by r.number desc limit ?")
                .params(id.value(), cursor == null ? Integer.MAX_VALUE : number(cursor), limit + 1)
                .query((row, index) -> RunRows.read(row))
                .list();
        boolean more = rows.size() > limit;
        List<RunRecord> items = more ? rows.subList(0, limit) : rows;
        return new Page<>(items, more ? String.valueOf(items.getLast().number()) : null);
    }

    private static int number(String cursor) {
        try {
            return Integer.parseInt(cursor);
        } catch (NumberFormatException e) {
            throw InvalidRequest.of("cursor", "is not one that a page of this list ended with");
        }
    }

    @Override
    public RunRecord run(String name, int number) {
        WorkloadRecord workload = get(name).workload();
        return database.sql("select " + RunRows.COLUMNS + " from run r where r.workload_id = ? and r.number = ?")
                .params(workload.id().value(), number)
                .query((row, index) -> RunRows.read(row))
                .optional()
                .orElseThrow(() -> new NotFound(
                        ErrorCode.RUN_NOT_FOUND,
                        "The workload \"" + name + "\" has no run " + number + ". Its newest run is "
                                + workload.currentRun() + "."));
    }

    @Override
    public Map<WorkloadKind, Map<WorkloadState, Long>> counts() {
        Map<WorkloadKind, Map<WorkloadState, Long>> counts = new EnumMap<>(WorkloadKind.class);
        database.sql("select kind, situation, count(*) n from workload where deleted_at is null group by 1, 2")
                .query(row -> {
                    counts.computeIfAbsent(
                                    WorkloadKind.valueOf(row.getString("kind")),
                                    kind -> new EnumMap<>(WorkloadState.class))
                            .merge(
                                    StatePolicy.state(Situation.parse(row.getString("situation"))),
                                    row.getLong("n"),
                                    Long::sum);
                });
        return counts;
    }

    @Override
    public Allotment allotment() {
        double cpus = 0;
        long memory = 0;
        for (WorkloadView view : ledger.unsettled()) {
            if (!view.workload().stage().ended()) {
                Limits limits = view.workload().description().resources();
                cpus += limits.cpus();
                memory += limits.memory().bytes();
            }
        }
        return new Allotment(cpus, memory);
    }

    @Override
    public Users usersOfArtifact(String digest) {
        return users("exists (select 1 from jsonb_each_text(pinned -> 'artifacts') a where a.value = ?)", digest);
    }

    @Override
    public Map<String, Users> usersByDigest() {
        return usersBy("select pinned ->> 'digest' as used, name from workload where deleted_at is null order by name");
    }

    private Map<String, Users> usersBy(String sql) {
        Map<String, List<String>> names = new HashMap<>();
        database.sql(sql).query(row -> {
            names.computeIfAbsent(row.getString("used"), _ -> new ArrayList<>()).add(row.getString("name"));
        });
        Map<String, Users> users = new HashMap<>();
        names.forEach((used, all) -> users.put(used, Users.of(all)));
        return users;
    }

    @Override
    public List<WorkloadView> mounting(String volume) {
        return database.sql(WorkloadRows.SELECT + " where w.deleted_at is null and exists (select 1"
                        + " from jsonb_array_elements(w.description -> 'mounts') m where m.value ->> 'volume' = ?)"
                        + " order by w.name")
                .param(volume)
                .query(WorkloadRows::readView)
                .list();
    }

    @Override
    public List<WorkloadView> sharingTheNetwork() {
        return database.sql(WorkloadRows.SELECT + " where w.deleted_at is null"
                        + " and (w.description -> 'network' ->> 'shared') = 'true' order by w.id")
                .query(WorkloadRows::readView)
                .list();
    }

    @Override
    public Neighbours nearTheNetwork(int limit) {
        List<WorkloadView> first = database.sql(WorkloadRows.selectIn("select i.id from workload i where "
                                + WorkloadRows.NEAR_THE_NETWORK + " order by i.name limit " + limit)
                        + " order by w.name")
                .query(WorkloadRows::readView)
                .list();
        List<WorkloadView> present = database.sql(WorkloadRows.selectIn("select i.id from workload i where "
                        + WorkloadRows.NEAR_THE_NETWORK + " and " + WorkloadRows.UNSETTLED
                        + " and i.observed <> 'ABSENT'"))
                .query(WorkloadRows::readView)
                .list();
        long count = database.sql("select count(*) from workload i where " + WorkloadRows.NEAR_THE_NETWORK)
                .query(Long.class)
                .single();
        return new Neighbours(first, Math.max(count, first.size()), present);
    }

    @Override
    public Users usersOfVolume(String volume) {
        return users(
                "exists (select 1 from jsonb_array_elements(description -> 'mounts') m"
                        + " where m.value ->> 'volume' = ?)",
                volume);
    }

    @Override
    public Map<String, Users> usersByVolume() {
        return usersBy("select distinct m.value ->> 'volume' as used, name from workload,"
                + " jsonb_array_elements(description -> 'mounts') m where deleted_at is null order by name");
    }

    @Override
    public Users usersOfSecret(String secret) {
        return users(
                "exists (select 1 from jsonb_each(description -> 'env') e"
                        + " where e.value ->> 'type' = 'secret' and e.value ->> 'name' = ?)",
                secret);
    }

    /** The living workloads of which this holds for this word, the first of them by name. */
    private Users users(String condition, String word) {
        List<String> names = new ArrayList<>();
        long[] count = {0};
        database.sql("select name, count(*) over () as found from workload where deleted_at is null and " + condition
                        + " order by name limit " + Users.MOST_NAMES)
                .param(word)
                .query(row -> {
                    names.add(row.getString("name"));
                    count[0] = row.getLong("found");
                });
        return new Users(names, count[0]);
    }
}
