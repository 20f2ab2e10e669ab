package dev.triptych.controlplane.workload;

import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.Json;
import dev.triptych.controlplane.platform.RoundTrip;
import dev.triptych.spi.WorkloadId;
import java.time.Instant;

/**
 * The table {@code workload_generation}. What a description was is written when it is replaced, so that a workload that
 * nobody changes, which most jobs are, costs nothing here.
 */
final class GenerationRows {
    /** Who made the newest description of a living workload, and when. Its events come after those of earlier namesakes. */
    static final String MADE = "select at, actor from event where subject_type = 'WORKLOAD' and subject_name = ?"
            + " and subject_id = ? and reason_code in ('SUBMITTED', 'REPLACE_REQUESTED', 'ORPHAN_ADOPTED')"
            + " order by id desc limit 1";

    private static final String KEEP = "insert into workload_generation"
            + " (workload_id, generation, description, created_at, created_by)"
            + " select ?::uuid, ?, ?::jsonb, coalesce(?::timestamptz, made.at), made.actor"
            + " from (values (0)) one left join lateral (" + MADE + ") made on true"
            + " on conflict (workload_id, generation) do update set description = excluded.description";

    private static final String BEGIN = "insert into workload_generation"
            + " (workload_id, generation, created_at, created_by) values (?, ?, ?, ?)";

    private static final String PRUNE = "delete from workload_generation where workload_id = ? and generation <= ?";

    private static final String FORGET = "delete from workload_generation where workload_id = ?";

    private GenerationRows() {}

    /** Keeps the description that is replaced. To be sent before the event that tells of it. */
    static void replace(RoundTrip trip, WorkloadRecord before, WorkloadRecord after, Actor actor, Instant at) {
        WorkloadId id = before.id();
        trip.add(
                KEEP,
                id.value(),
                before.generation(),
                Json.write(before.description()),
                before.generation() == 1 ? before.createdAt() : null,
                before.name(),
                id.toString());
        trip.add(BEGIN, id.value(), after.generation(), at, actor.name());
        trip.add(PRUNE, id.value(), after.generation() - Generations.KEPT);
    }

    /** Removes all of a workload that is gone. */
    static void forget(RoundTrip trip, WorkloadRecord gone) {
        if (gone.generation() > 1) {
            trip.add(FORGET, gone.id().value());
        }
    }
}
