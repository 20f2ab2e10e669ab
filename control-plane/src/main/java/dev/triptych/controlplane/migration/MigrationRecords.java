package dev.triptych.controlplane.migration;

import dev.triptych.controlplane.journal.Event.Subject;
import dev.triptych.controlplane.journal.Event.SubjectType;
import dev.triptych.controlplane.journal.EventDraft;
import dev.triptych.controlplane.journal.Journal;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.migration.Migration.Action;
import dev.triptych.controlplane.migration.Migration.Outcome;
import dev.triptych.controlplane.migration.Migration.State;
import dev.triptych.controlplane.migration.Migration.Step;
import dev.triptych.controlplane.migration.Migration.View;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.RoundTrip;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes what becomes of migrations, each change together with its event. */
@Component
class MigrationRecords {
    private final Journal journal;
    private final MigrationRows rows;
    private final OpenMigrations open;
    private final MigrationProperties properties;
    private final MeterRegistry meters;
    private final Clock clock;

    MigrationRecords(
            Journal journal,
            MigrationRows rows,
            OpenMigrations open,
            MigrationProperties properties,
            MeterRegistry meters,
            Clock clock) {
        this.journal = journal;
        this.rows = rows;
        this.open = open;
        this.properties = properties;
        this.meters = meters;
        this.clock = clock;
        Gauge.builder("triptych.migrations.open", open, OpenMigrations::count)
                .description("Migrations under way")
                .register(meters);
    }

    static Step begun(int position, State state, Instant at, Evidence evidence, Mark mark) {
        return new Step(position, state, at, null, Outcome.UNDER_WAY, evidence, mark);
    }

    /** Puts it on record with whatever else is in the round trip. */
    void begin(RoundTrip trip, Migration migration, Mark mark, Actor actor) {
        MigrationRows.insert(trip, migration, begun(0, migration.state(), migration.createdAt(), Evidence.NONE, mark));
        write(trip, migration, null, migration.state(), ReasonCode.SUBMITTED, actor, migration.message());
        open.add(migration);
    }

    /** How far the state under way is. */
    void save(View view, Evidence evidence, Mark mark, String message) {
        RoundTrip trip = new RoundTrip();
        MigrationRows.save(trip, view.migration().id(), view.current().position(), evidence, mark);
        if (!view.migration().waiting() && !message.equals(view.migration().message())) {
            MigrationRows.tell(trip, view.migration().id(), message);
        }
        journal.write(trip, List.of());
    }

    /** It is at a gate. */
    void await(View view, Evidence evidence, Mark mark, State next) {
        Migration migration = view.migration();
        String message = "It waits for promote to go on to " + MigrationPolicy.word(next) + ".";
        RoundTrip trip = new RoundTrip();
        MigrationRows.save(trip, migration.id(), view.current().position(), evidence, mark);
        MigrationRows.setWaiting(trip, migration.id(), message);
        write(trip, migration, migration.state(), migration.state(), ReasonCode.MIGRATION_WAITS, Actor.SYSTEM, message);
    }

    /**
     * Leaves a state for another that takes time.
     *
     * @param step what is entered
     * @param done the request that this answers; null for none
     */
    void advance(
            View view,
            Outcome outcome,
            Evidence evidence,
            Step step,
            @Nullable State goal,
            @Nullable Action done,
            String message) {
        Migration migration = view.migration();
        RoundTrip trip = ended(view, outcome, evidence);
        MigrationRows.enter(trip, migration.id(), step, goal, done, message);
        ReasonCode reason =
                step.state() == State.ROLLING_BACK ? ReasonCode.ROLLBACK_BEGAN : ReasonCode.MIGRATION_ADVANCED;
        write(trip, migration, migration.state(), step.state(), reason, Actor.SYSTEM, message);
    }

    void end(View view, Outcome outcome, Evidence evidence, State state, String message) {
        Migration migration = view.migration();
        RoundTrip trip = ended(view, outcome, evidence);
        MigrationRows.end(trip, migration.id(), state, message, clock.instant());
        write(trip, migration, migration.state(), state, reason(state), Actor.SYSTEM, message);
        open.remove(migration.id());
        meters.counter("triptych.migrations.ended", "state", MigrationPolicy.word(state))
                .increment();
        rows.prune(properties.kept());
    }

    private RoundTrip ended(View view, Outcome outcome, Evidence evidence) {
        RoundTrip trip = new RoundTrip();
        Step current = view.current();
        MigrationRows.save(trip, view.migration().id(), current.position(), evidence, current.mark());
        MigrationRows.endStep(trip, view.migration().id(), current.position(), outcome, clock.instant());
        return trip;
    }

    private static ReasonCode reason(State end) {
        return switch (end) {
            case DONE -> ReasonCode.MIGRATION_DONE;
            case ROLLED_BACK -> ReasonCode.ROLLED_BACK;
            case CANCELLED -> ReasonCode.MIGRATION_CANCELLED;
            case FAILED -> ReasonCode.MIGRATION_FAILED;
            case ASSESSING, PREPARING, VERIFYING, CANARY, CUTTING_OVER, WATCHING, GRACE, ROLLING_BACK ->
                throw new IllegalArgumentException(end + " is no end");
        };
    }

    /** Takes note of what somebody asks for. */
    void request(Migration migration, Action action, Actor actor) {
        RoundTrip trip = new RoundTrip();
        MigrationRows.request(trip, migration.id(), action);
        write(
                trip,
                migration,
                migration.state(),
                migration.state(),
                switch (action) {
                    case PROMOTE -> ReasonCode.PROMOTE_REQUESTED;
                    case ROLLBACK -> ReasonCode.ROLLBACK_REQUESTED;
                    case CANCEL -> ReasonCode.CANCEL_REQUESTED;
                },
                actor,
                switch (action) {
                    case PROMOTE -> "It is to go on.";
                    case ROLLBACK -> "It is to be rolled back.";
                    case CANCEL -> "It is to be cancelled.";
                });
    }

    /** Drops a request that came too late. */
    void forget(Migration migration, Action request) {
        RoundTrip trip = new RoundTrip();
        MigrationRows.forget(trip, migration.id(), request);
        journal.write(trip, List.of());
    }

    private void write(
            RoundTrip trip,
            Migration migration,
            @Nullable State from,
            State to,
            ReasonCode reason,
            Actor actor,
            String message) {
        String type = from == to ? "migration.changed" : "migration.state-changed";
        Subject subject = new Subject(
                SubjectType.MIGRATION, migration.name(), migration.id().toString());
        EventDraft event = EventDraft.of(clock.instant(), type, subject, reason, actor, message);
        journal.write(trip, List.of(event.entering(from, to)));
    }
}
