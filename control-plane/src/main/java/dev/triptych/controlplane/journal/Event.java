package dev.triptych.controlplane.journal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened. Events are never changed and never deleted.
 *
 * @param id grows with each event that readers are shown
 * @param type a stable word such as {@code workload.state-changed}
 * @param from the state before, where a state changed; null otherwise
 * @param to the state after, where a state changed; null otherwise
 * @param run of a workload; null when it is not about a run
 * @param actor a token's name, or {@code system}
 * @param message one sentence, safe to show
 */
public record Event(
        long id,
        Instant at,
        String type,
        Subject subject,
        @Nullable String from,
        @Nullable String to,
        @Nullable Integer run,
        ReasonCode reason,
        String actor,
        String message) {

    /**
     * What an event is about.
     *
     * @param id null where the name says all
     */
    public record Subject(
            SubjectType type, String name, @Nullable String id) {}

    /** The sorts of subject. */
    public enum SubjectType {
        WORKLOAD,
        ARTIFACT,
        DRIVER,
        HOST,
        TOKEN,
        SECRET,
        SESSION,
        COMPARISON,
        SERVICE,
        MIGRATION,
        VOLUME,
        IMAGE
    }
}
