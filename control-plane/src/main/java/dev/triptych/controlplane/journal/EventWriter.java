package dev.triptych.controlplane.journal;

import dev.triptych.controlplane.platform.Actor;
import org.jspecify.annotations.Nullable;

/** Records events that stand by themselves. Those of workloads are written together with the change they tell of. */
public interface EventWriter {

    /** Records one event; it is durable on return. */
    void record(String type, Event.Subject subject, ReasonCode reason, Actor actor, String message);

    /** Records a change of state; it is durable on return. */
    void recordChange(
            String type,
            Event.Subject subject,
            @Nullable String from,
            @Nullable String to,
            ReasonCode reason,
            Actor actor,
            String message);
}
