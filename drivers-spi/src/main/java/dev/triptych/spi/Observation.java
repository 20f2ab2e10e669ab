package dev.triptych.spi;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a backend said about one object at one time.
 *
 * @param name the workload's name as the object carries it; null when absent or unreadable
 * @param incarnation opaque, differs for every start of the object and never comes back; null when it was never started.
 *     A control plane that was away compares it with what it recorded to learn whether a start really happened
 * @param startedAt when the current or last incarnation started; null when never started
 * @param exit how the last incarnation ended; null while it runs and when it was never started
 * @param addresses IP addresses of the guest, most useful first; empty when not known (yet)
 * @param endpoints where each declared port can be reached from the host; empty when not known (yet)
 * @param health what the object's own health check says, such as the one of a container's image; null while it does not run
 *     and when it has none
 * @param facts kind-specific, for people: {@code backendId}, {@code accelerator}, {@code engine}, {@code pid} …
 */
public record Observation(
        WorkloadKey key,
        @Nullable String name,
        ObservedState state,
        Instant observedAt,
        @Nullable String incarnation,
        @Nullable Moment startedAt,
        @Nullable Exit exit,
        List<String> addresses,
        List<Endpoint> endpoints,
        @Nullable Health health,
        Map<String, String> facts) {
    /** What an object's own health check says. */
    public enum Health {
        /** Not enough checks have been made yet. */
        STARTING,
        HEALTHY,
        UNHEALTHY
    }

    public Observation {
        addresses = List.copyOf(addresses);
        endpoints = List.copyOf(endpoints);
        facts = Map.copyOf(facts);
    }

    /** An object without a health check of its own. */
    public Observation(
            WorkloadKey key,
            @Nullable String name,
            ObservedState state,
            Instant observedAt,
            @Nullable String incarnation,
            @Nullable Moment startedAt,
            @Nullable Exit exit,
            List<String> addresses,
            List<Endpoint> endpoints,
            Map<String, String> facts) {
        this(key, name, state, observedAt, incarnation, startedAt, exit, addresses, endpoints, null, facts);
    }

    /** The answer for a key that the backend knows nothing of. */
    public static Observation absent(WorkloadKey key, Instant observedAt) {
        return new Observation(
                key, null, ObservedState.ABSENT, observedAt, null, null, null, List.of(), List.of(), Map.of());
    }
}
