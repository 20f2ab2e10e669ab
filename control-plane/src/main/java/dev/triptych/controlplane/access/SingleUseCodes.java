package dev.triptych.controlplane.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Codes that are good once and for a short time. Kept in memory by their digest: a restart voids them. Their number is
 * bounded; the oldest goes first.
 */
final class SingleUseCodes<T> {
    private final Duration lifetime;
    private final int bound;
    private final Clock clock;
    private final Map<String, Entry<T>> byDigest = new LinkedHashMap<>();

    SingleUseCodes(Duration lifetime, int bound, Clock clock) {
        this.lifetime = lifetime;
        this.bound = bound;
        this.clock = clock;
    }

    record Issued(String code, Instant expiresAt) {}

    private record Entry<T>(T content, Instant expiresAt) {}

    synchronized Issued issue(T content) {
        if (byDigest.size() >= bound) {
            Iterator<String> oldest = byDigest.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        String code = RandomToken.next("");
        Instant expiresAt = clock.instant().plus(lifetime);
        byDigest.put(RandomToken.digestText(code), new Entry<>(content, expiresAt));
        return new Issued(code, expiresAt);
    }

    /** What the code stands for; empty when it is unknown, was used before, or is too old. */
    synchronized Optional<T> redeem(String code) {
        Entry<T> entry = byDigest.remove(RandomToken.digestText(code));
        return entry == null || !entry.expiresAt().isAfter(clock.instant())
                ? Optional.empty()
                : Optional.of(entry.content());
    }
}
