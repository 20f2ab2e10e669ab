package dev.triptych.controlplane.comparison;

import dev.triptych.controlplane.comparison.Comparison.State;
import dev.triptych.controlplane.journal.Event.Subject;
import dev.triptych.controlplane.journal.Event.SubjectType;
import dev.triptych.controlplane.journal.EventDraft;
import dev.triptych.controlplane.journal.EventWriter;
import dev.triptych.controlplane.journal.Journal;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.RoundTrip;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes what becomes of comparisons, together with the change. */
@Component
class ComparisonEvents {
    private final Journal journal;
    private final EventWriter writer;
    private final Clock clock;

    ComparisonEvents(Journal journal, EventWriter writer, Clock clock) {
        this.journal = journal;
        this.writer = writer;
        this.clock = clock;
    }

    void change(
            RoundTrip trip,
            Comparison comparison,
            @Nullable State from,
            State to,
            ReasonCode reason,
            Actor actor,
            String message) {
        String type = from == to ? "comparison.changed" : "comparison.state-changed";
        EventDraft event = EventDraft.of(clock.instant(), type, subject(comparison), reason, actor, message);
        journal.write(trip, List.of(event.entering(from, to)));
    }

    /** That a round is complete; the samples are on record by then. */
    void progressed(Comparison comparison, String message) {
        writer.record(
                "comparison.progressed",
                subject(comparison),
                ReasonCode.COMPARISON_PROGRESSED,
                ComparisonRunner.ACTOR,
                message);
    }

    private static Subject subject(Comparison comparison) {
        return new Subject(
                SubjectType.COMPARISON, comparison.name(), comparison.id().toString());
    }
}
