package dev.triptych.controlplane.journal;

import dev.triptych.controlplane.platform.Actor;
import java.time.Instant;
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
        String message) {}
