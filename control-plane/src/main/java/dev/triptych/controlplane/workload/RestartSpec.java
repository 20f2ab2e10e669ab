package dev.triptych.controlplane.workload;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What happens after a run has ended without anybody asking for it; {@link RestartPolicy} says what the words mean.
 *
 * @param maxAttempts how many attempts may count at once; null for any number
 * @param window how long an attempt counts
 * @param backoff the pause before the first attempt; it doubles with each that counts
 * @param maxBackoff the longest pause
 */
public record RestartSpec(
        When policy, @Nullable Integer maxAttempts, Duration window, Duration backoff, Duration maxBackoff) {
    public static final Duration DEFAULT_WINDOW = Duration.ofMinutes(10);
    public static final Duration DEFAULT_BACKOFF = Duration.ofSeconds(1);
    public static final Duration DEFAULT_MAX_BACKOFF = Duration.ofMinutes(1);
    public static final RestartSpec NEVER =
            new RestartSpec(When.NEVER, null, DEFAULT_WINDOW, DEFAULT_BACKOFF, DEFAULT_MAX_BACKOFF);

    /** After which ends. */
    public enum When {
        NEVER,
        ON_FAILURE,
        ALWAYS
    }
}
