package dev.triptych.controlplane.journal;

import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.LeadGuard;
import dev.triptych.controlplane.platform.RoundTrip;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes events, alone or together with the change they tell of. */
@Component
public class Journal implements EventWriter {
    private static final String INSERT = "insert into event (id, at, type, subject_type, subject_name, subject_id, run,"
            + " from_state, to_state, reason_code, actor, actor_address, message)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private final GroupCommit commits;
    private final LeadGuard lead;
    private final Clock clock;
    private final EventIds ids;
    private final FeedSignal signal;

    Journal(GroupCommit commits, LeadGuard lead, Clock clock, EventIds ids, FeedSignal signal) {
        this.commits = commits;
        this.lead = lead;
        this.clock = clock;
        this.ids = ids;
        this.signal = signal;
    }

    /** Carries out the round trip with these events in it; readers see them from then on. Only the one that leads may. */
    public void write(RoundTrip trip, List<EventDraft> events) {
        long[] taken = ids.take(events.size());
        try {
            for (int i = 0; i < taken.length; i++) {
                add(trip, taken[i], events.get(i));
            }
            lead.guard(trip);
            commits.run(trip);
        } finally {
            ids.release(taken);
            signal.raise(); // also after a failure: others may have waited for these ids to settle
        }
    }

    private static void add(RoundTrip trip, long id, EventDraft event) {
        trip.add(
                INSERT,
                id,
                event.at(),
                event.type(),
                event.subject().type().name(),
                event.subject().name(),
                event.subject().id(),
                event.run(),
                event.from(),
                event.to(),
                event.reason().name(),
                event.actor().name(),
                event.actor().address(),
                event.message());
    }

    @Override
    public void record(String type, Event.Subject subject, ReasonCode reason, Actor actor, String message) {
        recordChange(type, subject, null, null, reason, actor, message);
    }

    @Override
    public void recordChange(
            String type,
            Event.Subject subject,
            @Nullable String from,
            @Nullable String to,
            ReasonCode reason,
            Actor actor,
            String message) {
        EventDraft event = new EventDraft(clock.instant(), type, subject, from, to, null, reason, actor, message);
        write(new RoundTrip(), List.of(event));
    }
}
