package dev.triptych.controlplane.journal;

import dev.triptych.controlplane.platform.Actor;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An event before it has an id. The parts are those of {@link Event}. */
public record EventDraft(
        Instant at,
        String type,
        Event.Subject subject,
        @Nullable String from,
        @Nullable String to,
        @Nullable Integer run,
        ReasonCode reason,
        Actor actor,
        String message) {

    /** What happened to something. Its state, as far as it has one, stayed as it was, unless {@link #entering} says so. */
    public static EventDraft of(
            Instant at, String type, Event.Subject subject, ReasonCode reason, Actor actor, String message) {
        return new EventDraft(at, type, subject, null, null, null, reason, actor, message);
    }

    /**
     * The same with the states before and after it.
     *
     * @param before null when there was nothing before
     */
    public EventDraft entering(@Nullable Enum<?> before, Enum<?> after) {
        return new EventDraft(
                at, type, subject, before == null ? null : word(before), word(after), run, reason, actor, message);
    }

    private static String word(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
