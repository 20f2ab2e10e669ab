package dev.triptych.controlplane.verification;

import java.time.Instant;
import java.util.UUID;

/**
 * A recording of a service's requests, without what it recorded.
 *
 * @param until when it records no more
 * @param eraseAt when it is erased, at most 24 h after it began
 * @param stored how many requests it holds
 * @param storedBytes how much they take, encrypted
 * @param skipped requests that were not stored: too long, no room, or a body in which nothing can be masked
 */
public record Recording(
        UUID id,
        String service,
        RecordingSpec spec,
        Instant startedAt,
        Instant until,
        Instant eraseAt,
        int stored,
        long storedBytes,
        long skipped) {
    /** All that one recording may take. */
    static final long MOST_BYTES = 64L << 20;

    /** Whether it may still take something in. */
    public boolean isOpen(Instant now) {
        return now.isBefore(until) && stored < spec.requests() && storedBytes < MOST_BYTES;
    }
}
