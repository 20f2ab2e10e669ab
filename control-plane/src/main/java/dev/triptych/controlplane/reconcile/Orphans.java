package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.NotFound;
import dev.triptych.controlplane.reconcile.Orphan.OnRecord;
import dev.triptych.spi.Observation;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadKind;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Objects that carry this installation's mark and that no workload accounts for. They are listed, never removed by
 * themselves.
 *
 * <p>An object <em>is an orphan</em> when its workload is not on record, was deleted, or lives and has its object in a later
 * generation. It <em>is listed</em> once two looks in a row have found it so: what is being removed at this moment is none.
 */
@Component
public class Orphans {
    private final JdbcClient database;
    private final Map<WorkloadKind, Map<WorkloadKey, Sighting>> sightings = new EnumMap<>(WorkloadKind.class);

    Orphans(JdbcClient database) {
        this.database = database;
    }

    /** As of the last sweep that could ask each backend. */
    public List<Orphan> all() {
        if (isEmpty()) {
            return List.of();
        }
        Set<OrphanId> ignored = ignored();
        synchronized (this) {
            return sightings.entrySet().stream()
                    .flatMap(kind -> kind.getValue().values().stream()
                            .filter(Sighting::confirmed)
                            .map(sighting -> sighting.orphan(kind.getKey(), ignored)))
                    .sorted(Comparator.comparing(Orphan::since))
                    .toList();
        }
    }

    private synchronized boolean isEmpty() {
        return sightings.values().stream().allMatch(Map::isEmpty);
    }

    /**
     * One of {@link #all}.
     *
     * @throws NotFound when there is none of this id
     */
    Orphan get(String id) {
        OrphanId wanted = OrphanId.parse(id).orElse(null);
        return all().stream()
                .filter(orphan -> Objects.equals(orphan.id(), wanted))
                .findFirst()
                .orElseThrow(() -> new NotFound(
                        ErrorCode.ORPHAN_NOT_FOUND, "There is no orphan of that id. GET /host/orphans lists them."));
    }

    /** It has a workload now, or is gone. */
    synchronized void settled(OrphanId id) {
        sightings.getOrDefault(id.kind(), new HashMap<>()).remove(id.key());
    }

    void look(WorkloadKind kind, List<Observation> all) {
        Map<WorkloadId, Known> known = known(all);
        Map<WorkloadKey, Sighting> now = new HashMap<>();
        synchronized (this) {
            Map<WorkloadKey, Sighting> before = sightings.getOrDefault(kind, Map.of());
            for (Observation object : all) {
                OnRecord record = recordOf(object.key(), known.get(object.key().id()));
                if (record != null) {
                    Sighting earlier = before.get(object.key());
                    Instant since = earlier == null ? object.observedAt() : earlier.since();
                    now.put(object.key(), new Sighting(object, since, record, earlier != null));
                }
            }
            sightings.put(kind, now);
        }
    }

    /** Null when the object is accounted for. */
    private static @Nullable OnRecord recordOf(WorkloadKey key, @Nullable Known known) {
        if (known == null) {
            return OnRecord.NONE;
        }
        if (known.deleted()) {
            return OnRecord.DELETED;
        }
        boolean leftOver = key.generation() < known.generation() && key.generation() != known.objectGeneration();
        return leftOver ? OnRecord.OTHER_GENERATION : null;
    }

    /** What the record says of an object now; null when a workload accounts for it. */
    @Nullable
    OnRecord recordOf(Observation object) {
        return recordOf(object.key(), known(List.of(object)).get(object.key().id()));
    }

    private Map<WorkloadId, Known> known(List<Observation> all) {
        UUID[] ids =
                all.stream().map(object -> object.key().id().value()).distinct().toArray(UUID[]::new);
        Map<WorkloadId, Known> known = new HashMap<>();
        if (ids.length > 0) {
            database.sql("select id, generation, coalesce(object_generation, 0) object_generation,"
                            + " deleted_at is not null deleted from workload where id = any(?)")
                    .param(ids)
                    .query(row -> {
                        known.put(
                                new WorkloadId(row.getObject("id", UUID.class)),
                                new Known(
                                        row.getLong("generation"),
                                        row.getLong("object_generation"),
                                        row.getBoolean("deleted")));
                    });
        }
        return known;
    }

    private Set<OrphanId> ignored() {
        return new HashSet<>(database.sql("select kind, workload_id, generation from ignored_orphan")
                .query((row, index) -> new OrphanId(
                        WorkloadKind.valueOf(row.getString("kind")),
                        new WorkloadKey(
                                new WorkloadId(row.getObject("workload_id", UUID.class)), row.getLong("generation"))))
                .list());
    }

    /** Whether that is news. */
    boolean ignore(OrphanId id, String by) {
        return database.sql("insert into ignored_orphan (kind, workload_id, generation, at, by)"
                                + " values (?, ?, ?, now(), ?) on conflict do nothing")
                        .params(
                                id.kind().name(),
                                id.key().id().value(),
                                id.key().generation(),
                                by)
                        .update()
                > 0;
    }

    private record Known(long generation, long objectGeneration, boolean deleted) {}

    private record Sighting(Observation object, Instant since, OnRecord record, boolean confirmed) {
        Orphan orphan(WorkloadKind kind, Set<OrphanId> ignored) {
            OrphanId id = new OrphanId(kind, object.key());
            return new Orphan(id, object, since, record, ignored.contains(id));
        }
    }
}
