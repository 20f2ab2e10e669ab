package dev.triptych.controlplane.snapshot;

import dev.triptych.controlplane.journal.Event.Subject;
import dev.triptych.controlplane.journal.Event.SubjectType;
import dev.triptych.controlplane.journal.EventDraft;
import dev.triptych.controlplane.journal.Journal;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.RoundTrip;
import dev.triptych.controlplane.snapshot.Snapshot.State;
import dev.triptych.spi.Snapshotting.Consistency;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Puts what becomes of snapshots on record, what was done together with its event. */
@Component
class SnapshotRecord {
    private final Journal journal;
    private final Clock clock;

    SnapshotRecord(Journal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    void wanted(Snapshot snapshot) {
        RoundTrip trip = new RoundTrip();
        SnapshotRows.insert(trip, snapshot);
        journal.write(trip, List.of());
    }

    void wanted(Snapshot snapshot, State state) {
        RoundTrip trip = new RoundTrip();
        SnapshotRows.set(trip, snapshot.id(), state, snapshot.consistency());
        journal.write(trip, List.of());
    }

    void taken(Snapshot snapshot, Consistency consistency, Actor actor) {
        RoundTrip trip = new RoundTrip();
        SnapshotRows.set(trip, snapshot.id(), State.READY, consistency);
        write(
                trip,
                snapshot,
                ReasonCode.SNAPSHOT_TAKEN,
                actor,
                "The snapshot \"" + snapshot.name() + "\" was taken ("
                        + consistency.name().toLowerCase(Locale.ROOT) + ").");
    }

    void restored(Snapshot snapshot, Actor actor) {
        RoundTrip trip = new RoundTrip();
        SnapshotRows.set(trip, snapshot.id(), State.READY, snapshot.consistency());
        write(
                trip,
                snapshot,
                ReasonCode.SNAPSHOT_RESTORED,
                actor,
                "Its disk was brought back to the snapshot \"" + snapshot.name() + "\".");
    }

    void deleted(Snapshot snapshot, Actor actor) {
        RoundTrip trip = new RoundTrip();
        SnapshotRows.delete(trip, snapshot.id());
        write(
                trip,
                snapshot,
                ReasonCode.SNAPSHOT_DELETED,
                actor,
                "The snapshot \"" + snapshot.name() + "\" was deleted.");
    }

    /** One that did not come to be: nothing happened. */
    void takenBack(Snapshot snapshot) {
        RoundTrip trip = new RoundTrip();
        SnapshotRows.delete(trip, snapshot.id());
        journal.write(trip, List.of());
    }

    void forgetGone() {
        RoundTrip trip = new RoundTrip();
        SnapshotRows.forgetGone(trip);
        journal.write(trip, List.of());
    }

    private void write(RoundTrip trip, Snapshot snapshot, ReasonCode reason, Actor actor, String message) {
        Subject subject = new Subject(
                SubjectType.WORKLOAD,
                snapshot.workloadName(),
                snapshot.workload().toString());
        journal.write(
                trip,
                List.of(EventDraft.of(clock.instant(), "workload.snapshot-changed", subject, reason, actor, message)));
    }
}
