package dev.triptych.controlplane.workload;

import dev.triptych.controlplane.platform.RoundTrip;
import dev.triptych.spi.WorkloadId;
import java.time.Instant;

/** What is about to be asked of a backend, on record before it is asked. */
final class IntentRows {
    private static final String OPEN = "insert into intent (workload_id, run, operation, generation, at)"
            + " values (?, ?, ?, ?, ?) on conflict on constraint intent_pk"
            + " do update set generation = excluded.generation, at = excluded.at, settled_at = null";

    private static final String SETTLE =
            "update intent set settled_at = ? where workload_id = ? and run <= ? and settled_at is null";

    private IntentRows() {}

    static void open(RoundTrip trip, WorkloadId id, Intent intent, int run, long generation, Instant at) {
        trip.add(OPEN, id.value(), run, intent.name(), generation, at);
    }

    /** Settles every intent up to a run: its outcome is on record now. */
    static void settle(RoundTrip trip, WorkloadId id, int run, Instant at) {
        trip.add(SETTLE, at, id.value(), run);
    }
}
