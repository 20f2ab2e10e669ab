package dev.triptych.spi;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One event on two clocks: the wall clock, for people, and the monotonic clock, for durations.
 *
 * @param nanos {@link System#nanoTime()} of the event, which on Linux is CLOCK_MONOTONIC and so comparable between the
 *     processes of one boot; null when the event was seen by its wall-clock time only, as after a restart
 */
public record Moment(Instant at, @Nullable Long nanos) {
    public static Moment now(Clock clock) {
        return new Moment(clock.instant(), System.nanoTime());
    }

    public static Moment wallClockOnly(Instant at) {
        return new Moment(at, null);
    }

    /** The time from the earlier event to this one; empty when either lacks the monotonic clock. */
    public Optional<Duration> since(Moment earlier) {
        return nanos == null || earlier.nanos == null
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(nanos - earlier.nanos));
    }
}
