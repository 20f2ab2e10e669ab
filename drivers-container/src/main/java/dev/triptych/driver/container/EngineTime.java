package dev.triptych.driver.container;

import dev.triptych.spi.Moment;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts the Engine's time stamps on the monotonic clock too. The Engine runs on this host, behind a Unix socket, so its
 * wall clock is ours and differs from the monotonic one by an offset.
 *
 * <p>Stamps from before this driver was opened, or seen when the wall clock has been set since, stay on the wall clock
 * alone.
 */
final class EngineTime {
    private static final Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");
    private static final long TOLERATED_DRIFT_NANOS = Duration.ofMillis(50).toNanos();

    private final Clock clock;
    private final Instant openedAt;
    private final long offsetAtOpen;

    EngineTime(Clock clock) {
        this.clock = clock;
        this.openedAt = clock.instant();
        this.offsetAtOpen = offset();
    }

    Clock clock() {
        return clock;
    }

    Instant now() {
        return clock.instant();
    }

    Moment moment(Instant at) {
        long offset = offset();
        boolean clockWasSet = Math.abs(offset - offsetAtOpen) > TOLERATED_DRIFT_NANOS;
        return at.isBefore(openedAt) || clockWasSet
                ? Moment.wallClockOnly(at)
                : new Moment(at, epochNanos(at) + offset);
    }

    private long offset() {
        return System.nanoTime() - epochNanos(clock.instant());
    }

    static long epochNanos(Instant at) {
        return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano());
    }

    static Instant ofEpochNanos(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }

    /** Reads the Engine's text; empty for its "never". */
    static Optional<Instant> parse(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        Instant at = Instant.parse(text);
        return at.equals(NEVER) ? Optional.empty() : Optional.of(at);
    }
}
