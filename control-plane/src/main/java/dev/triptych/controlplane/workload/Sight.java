package dev.triptych.controlplane.workload;

import dev.triptych.spi.Endpoint;
import dev.triptych.spi.Observation;
import dev.triptych.spi.Observation.Health;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a workload's object in the backend.
 *
 * @param observedAt when the backend was last heard; null when it never was
 * @param endpoints where each port can be reached now
 * @param addresses IP addresses of the guest
 * @param health what the object's own health check says; null where it has none
 * @param facts kind-specific, for people
 * @param unknownSince since when the backend cannot be asked; null while it can
 */
public record Sight(
        Observed observed,
        @Nullable Instant observedAt,
        List<Endpoint> endpoints,
        List<String> addresses,
        @Nullable Health health,
        Map<String, String> facts,
        @Nullable Instant unknownSince) {
    public static final Sight NEVER = new Sight(Observed.ABSENT, null, List.of(), List.of(), null, Map.of(), null);

    public Sight {
        endpoints = List.copyOf(endpoints);
        addresses = List.copyOf(addresses);
        facts = Map.copyOf(facts);
    }

    public static Sight of(Observation observation) {
        return new Sight(
                Observed.of(observation.state()),
                observation.observedAt(),
                observation.endpoints(),
                observation.addresses(),
                observation.health(),
                observation.facts(),
                null);
    }

    /** The same, but the backend cannot be asked any more; what it said and when stays. */
    public Sight unknown(Instant now) {
        Instant since = unknownSince == null ? now : unknownSince;
        return new Sight(Observed.UNKNOWN, observedAt, endpoints, addresses, health, facts, since);
    }

    /** Nothing is there, or nothing any more; what was known of it for people stays. */
    public Sight gone(@Nullable Instant at) {
        return new Sight(Observed.ABSENT, at, List.of(), List.of(), null, facts, null);
    }
}
