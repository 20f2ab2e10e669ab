package dev.triptych.controlplane.comparison;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A comparison as it is on record.
 *
 * @param message one sentence on where it is, safe to show
 * @param cancelRequested whether somebody asked for its end
 * @param createdBy a token's name
 * @param host what the host was when it began; null before
 */
public record Comparison(
        UUID id,
        String name,
        Plan plan,
        State state,
        boolean cancelRequested,
        String message,
        Instant createdAt,
        String createdBy,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable HostFacts host) {

    /** Where it is. */
    public enum State {
        QUEUED,
        RUNNING,
        DONE,
        CANCELLED,
        FAILED;

        public boolean ended() {
            return this == DONE || this == CANCELLED || this == FAILED;
        }
    }

    /**
     * How far it is.
     *
     * @param done repetitions that have ended, looks from inside and warm-ups included
     * @param planned the most that there can be
     * @param rounds measured rounds that are complete
     * @param current what is under way; null when nothing is
     */
    public record Progress(
            int done,
            int planned,
            int rounds,
            int failed,
            @Nullable String current) {}

    /** With its progress. */
    public record View(Comparison comparison, Progress progress) {}
}
