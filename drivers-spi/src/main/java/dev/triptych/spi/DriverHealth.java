package dev.triptych.spi;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state of a driver and of the backend behind it.
 *
 * @param version the backend's own version; null when it could not be asked
 * @param reason why the backend is not, or not fully, available, in a sentence; null when it is
 * @param remedy what the operator can do about it, in a sentence; null when there is nothing to do
 * @param powers simple names of the optional interfaces this driver offers now
 * @param facts for people: {@code guestKernel}, {@code runtimes}, {@code engines} …
 * @param accelerators what can run guests' instructions, for the kind that has a choice; empty for the others
 */
public record DriverHealth(
        Status status,
        @Nullable String version,
        @Nullable String reason,
        @Nullable String remedy,
        Set<String> powers,
        Map<String, String> facts,
        List<Acceleration> accelerators,
        Instant checkedAt) {
    public DriverHealth {
        powers = Set.copyOf(powers);
        facts = Map.copyOf(facts);
        accelerators = List.copyOf(accelerators);
    }

    /** Of a kind that has no choice of accelerators. */
    public DriverHealth(
            Status status,
            @Nullable String version,
            @Nullable String reason,
            @Nullable String remedy,
            Set<String> powers,
            Map<String, String> facts,
            Instant checkedAt) {
        this(status, version, reason, remedy, powers, facts, List.of(), checkedAt);
    }

    /** Whether workloads can be created and asked about. */
    public enum Status {
        AVAILABLE,
        /** What runs goes on, but something a user may expect is missing; {@code reason} names it. */
        DEGRADED,
        UNAVAILABLE
    }
}
