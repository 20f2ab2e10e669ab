package dev.triptych.driver.container;

import com.github.dockerjava.api.command.HealthState;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.NetworkSettings;
import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.WorkloadKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The Engine's state of a container → {@link Observation}. */
final class StateMapper {
    /** Marks an incarnation that the Engine refused to begin, and so never stamped. */
    private static final String REFUSED = "refused@";

    private final EngineTime time;

    StateMapper(EngineTime time) {
        this.time = time;
    }

    /**
     * Reads a state.
     *
     * @param reachedMemoryLimit asked only when a container was killed and the Engine does not say why: its own flag can
     *     come too late
     */
    Observation observation(
            WorkloadKey key,
            InspectContainerResponse container,
            RunNotes.Notes notes,
            BooleanSupplier reachedMemoryLimit) {
        ContainerState state = container.getState();
        Optional<Instant> refusedAt = refusedStart(state, notes);
        if (refusedAt.isPresent()) {
            return refused(key, container, refusedAt.get());
        }
        Optional<Instant> startedAt = EngineTime.parse(state.getStartedAt());
        boolean running = Boolean.TRUE.equals(state.getRunning());
        @Nullable
        Exit exit = running
                ? null
                : startedAt
                        .map(at -> exit(state, at, notes, reachedMemoryLimit))
                        .orElse(null);
        List<String> addresses = running ? addresses(container) : List.of();
        return new Observation(
                key,
                Labels.name(labels(container)).orElse(null),
                observedState(state, running),
                time.now(),
                incarnation(container, notes),
                startedAt.map(time::moment).orElse(null),
                exit,
                addresses,
                running ? EndpointMapper.endpoints(container, addresses) : List.of(),
                running ? health(state) : null,
                facts(container, running));
    }

    /** Names the current or last start; null when there was none. */
    static @Nullable String incarnation(InspectContainerResponse container, RunNotes.Notes notes) {
        ContainerState state = container.getState();
        Optional<Instant> refusedAt = refusedStart(state, notes);
        if (refusedAt.isPresent()) {
            return REFUSED + refusedAt.get();
        }
        return EngineTime.parse(state.getStartedAt())
                .map(notes::incarnationOf)
                .map(Instant::toString)
                .orElse(null);
    }

    static boolean neverRan(String incarnation) {
        return incarnation.startsWith(REFUSED);
    }

    /** When the start was asked for that the Engine refused, if its last word on this container is a refusal. */
    private static Optional<Instant> refusedStart(ContainerState state, RunNotes.Notes notes) {
        String error = state.getError();
        if (error == null || error.isEmpty() || Boolean.TRUE.equals(state.getRunning())) {
            return Optional.empty();
        }
        Instant lastRun = EngineTime.parse(state.getStartedAt()).orElse(Instant.EPOCH);
        // Without a note of ours somebody else tried to start it; the refusal then has no time of its own.
        return "created".equals(state.getStatus())
                ? Optional.of(notes.lastStart().orElse(Instant.EPOCH))
                : notes.lastStart().filter(at -> at.isAfter(lastRun));
    }

    private Observation refused(WorkloadKey key, InspectContainerResponse container, Instant askedAt) {
        Moment at = time.moment(askedAt);
        String detail = StartRefusal.explain(String.valueOf(container.getState().getError()));
        return new Observation(
                key,
                Labels.name(labels(container)).orElse(null),
                ObservedState.FAILED,
                time.now(),
                REFUSED + askedAt,
                at,
                new Exit(ExitReason.START_FAILED, null, null, at, detail),
                List.of(),
                List.of(),
                facts(container, false));
    }

    /** What the check of the image says; null where it has none. */
    private static Observation.@Nullable Health health(ContainerState state) {
        HealthState checked = state.getHealth();
        return switch (checked == null ? "none" : String.valueOf(checked.getStatus())) {
            case "starting" -> Observation.Health.STARTING;
            case "healthy" -> Observation.Health.HEALTHY;
            case "unhealthy" -> Observation.Health.UNHEALTHY;
            default -> null;
        };
    }

    private static ObservedState observedState(ContainerState state, boolean running) {
        return switch (String.valueOf(state.getStatus())) {
            case "removing" -> ObservedState.STOPPING;
            case "dead" -> ObservedState.FAILED;
            case "paused" -> ObservedState.PAUSED;
            default -> running ? ObservedState.RUNNING : ObservedState.STOPPED;
        };
    }

    private Exit exit(
            ContainerState state, Instant startedAt, RunNotes.Notes notes, BooleanSupplier reachedMemoryLimit) {
        // The Engine stamps a start after the program began, so a short program may seem to end before it.
        Instant finished = EngineTime.parse(state.getFinishedAt()).orElse(startedAt);
        Instant endedAt = finished.isBefore(startedAt) ? startedAt : finished;
        Long code = state.getExitCodeLong();
        return ExitMapper.exit(
                code == null ? 0 : code.intValue(),
                Boolean.TRUE.equals(state.getOOMKilled()),
                notes.stopAskedBetween(startedAt, endedAt),
                reachedMemoryLimit,
                time.moment(endedAt));
    }

    private static Map<String, String> facts(InspectContainerResponse container, boolean running) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("backendId", String.valueOf(container.getId()));
        facts.put("backendName", String.valueOf(container.getName()).replaceFirst("^/", ""));
        facts.put("image", String.valueOf(container.getImageId()));
        Long pid = container.getState().getPidLong();
        if (running && pid != null) {
            facts.put("pid", pid.toString());
        }
        return facts;
    }

    static Map<String, String> labels(InspectContainerResponse container) {
        var config = container.getConfig();
        Map<String, String> labels = config == null ? null : config.getLabels();
        return labels == null ? Map.of() : labels;
    }

    private static List<String> addresses(InspectContainerResponse container) {
        NetworkSettings settings = container.getNetworkSettings();
        Map<String, ContainerNetwork> networks = settings == null ? null : settings.getNetworks();
        return networks == null
                ? List.of()
                : networks.values().stream()
                        .flatMap(network -> Stream.of(network.getIpAddress(), network.getGlobalIPv6Address()))
                        .filter(Objects::nonNull)
                        .filter(address -> !address.isEmpty())
                        .toList();
    }
}
