package dev.triptych.controlplane.pull;

import dev.triptych.controlplane.dispatch.ImagePulls.Credentials;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.spi.ImagePulling.Progress;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An image that is being fetched, or was.
 *
 * @param reference in full: registry, path and version
 * @param platform null for the host's own
 * @param credentials null without any
 * @param outcome null while it is under way
 */
public record Pull(
        UUID id,
        String reference,
        @Nullable String platform,
        @Nullable Credentials credentials,
        State state,
        Progress progress,
        Instant createdAt,
        String createdBy,
        @Nullable Outcome outcome) {

    /** How it is. */
    public enum State {
        PULLING,
        SUCCEEDED,
        FAILED,
        CANCELLED
    }

    /**
     * What came of it.
     *
     * @param digest what workloads pin and {@code GET /images} calls it; null unless it succeeded
     * @param repoDigest what its registry knows it by; null unless it succeeded
     * @param error null unless it failed
     */
    public record Outcome(
            Instant endedAt,
            @Nullable String digest,
            @Nullable String repoDigest,
            @Nullable Failure error) {}

    /** Why it failed, in a sentence that says what to do. */
    public record Failure(ErrorCode code, String detail) {}

    Pull at(Progress now) {
        return new Pull(id, reference, platform, credentials, state, now, createdAt, createdBy, outcome);
    }

    Pull ended(State end, Progress last, Outcome what) {
        return new Pull(id, reference, platform, credentials, end, last, createdAt, createdBy, what);
    }
}
