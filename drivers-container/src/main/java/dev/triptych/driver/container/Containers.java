package dev.triptych.driver.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.WorkloadKey;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * Finds this installation's containers by key. The map only saves a question: labels decide, of containers that we made
 * ({@link Provenance}), and an id that is gone is asked for again.
 */
final class Containers {
    private final Engine engine;
    private final InstallationId installation;
    private final Provenance provenance;
    private final Map<WorkloadKey, String> ids = new ConcurrentHashMap<>();
    /** Created here and not started since. */
    private final Map<WorkloadKey, String> fresh = new ConcurrentHashMap<>();

    Containers(Engine engine, InstallationId installation, Provenance provenance) {
        this.engine = engine;
        this.installation = installation;
        this.provenance = provenance;
    }

    void created(WorkloadKey key, String id) {
        ids.put(key, id);
        fresh.put(key, id);
    }

    /** Answers the id of a container that cannot have been started, without asking; empty when it may have been. */
    Optional<String> freshId(WorkloadKey key) {
        return Optional.ofNullable(fresh.get(key));
    }

    void startAsked(WorkloadKey key) {
        fresh.remove(key);
    }

    void forget(WorkloadKey key) {
        ids.remove(key);
        fresh.remove(key);
    }

    /** Every container that carries the key; more than one only if somebody renamed one and it was created again. */
    List<String> idsOf(WorkloadKey key) {
        return of(key).stream()
                .sorted(Comparator.comparing(Container::getCreated).reversed())
                .map(Container::getId)
                .toList();
    }

    List<Container> of(WorkloadKey key) {
        return ours(Labels.selector(installation, key));
    }

    /** Every container of this installation, as the Engine lists them. */
    List<Container> ours() {
        return ours(Map.of(Labels.INSTALLATION, installation.toString()));
    }

    private List<Container> ours(Map<String, String> labels) {
        return engine.containersLabelled(labels).stream()
                .filter(provenance::isOurs)
                .toList();
    }

    /**
     * Whose container an event is about. One that somebody renamed is known by its id, or not at all: the schedule sees it.
     */
    Optional<WorkloadKey> keyOf(String id, Map<String, String> attributes) {
        return Labels.key(attributes)
                .filter(key -> id.equals(ids.get(key)) || Provenance.fits(attributes.get("name"), attributes));
    }

    /** Every workload's container of this installation. */
    Map<String, WorkloadKey> all() {
        Map<String, WorkloadKey> all = new ConcurrentHashMap<>();
        ours().forEach(container -> Labels.key(container.getLabels()).ifPresent(key -> {
            all.put(container.getId(), key);
            ids.putIfAbsent(key, container.getId());
        }));
        return all;
    }

    Optional<InspectContainerResponse> inspect(WorkloadKey key) {
        return find(
                key,
                "describe the container",
                (docker, id) -> docker.inspectContainerCmd(id).exec());
    }

    /** Asks about the container of a key, by its known id first; empty when there is none. */
    <T> Optional<T> find(WorkloadKey key, String what, BiFunction<DockerClient, String, T> request) {
        String known = ids.get(key);
        if (known != null) {
            Optional<T> answer = engine.find(what, docker -> request.apply(docker, known));
            if (answer.isPresent()) {
                return answer;
            }
            ids.remove(key, known);
        }
        for (String id : idsOf(key)) {
            Optional<T> answer = engine.find(what, docker -> request.apply(docker, id));
            if (answer.isPresent()) {
                ids.put(key, id);
                return answer;
            }
        }
        return Optional.empty();
    }

    /** The id of a key's container. */
    String require(WorkloadKey key) {
        String known = ids.get(key);
        return known != null ? known : idsOf(key).stream().findFirst().orElseThrow(() -> absent(key));
    }

    static DriverException absent(WorkloadKey key) {
        return new DriverException(
                DriverErrorCode.WORKLOAD_ABSENT, "There is no container of this workload.", key.toString(), null);
    }

    /** Removes a container, running or not, with its anonymous volumes; what is gone already is fine. */
    void remove(String id) {
        engine.run("remove the container", docker -> {
            try {
                docker.removeContainerCmd(id)
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec();
            } catch (NotFoundException gone) {
                ids.values().remove(id);
            }
        });
    }
}
