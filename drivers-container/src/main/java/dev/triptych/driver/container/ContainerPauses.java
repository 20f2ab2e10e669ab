package dev.triptych.driver.container;

import com.github.dockerjava.api.DockerClient;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.Pausing;
import dev.triptych.spi.WorkloadKey;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Halts containers and lets them go on, by the Engine's pause, which freezes all their processes at once. */
final class ContainerPauses implements Pausing {
    private final Engine engine;
    private final Containers containers;
    private final Function<WorkloadKey, Observation> look;

    ContainerPauses(Engine engine, Containers containers, Function<WorkloadKey, Observation> look) {
        this.engine = engine;
        this.containers = containers;
        this.look = look;
    }

    @Override
    public Observation pause(WorkloadKey key) {
        return become(
                key,
                ObservedState.PAUSED,
                "pause the container",
                (docker, id) -> docker.pauseContainerCmd(id).exec());
    }

    @Override
    public Observation resume(WorkloadKey key) {
        return become(
                key,
                ObservedState.RUNNING,
                "resume the container",
                (docker, id) -> docker.unpauseContainerCmd(id).exec());
    }

    /** The Engine refuses what is so already, so it is asked first; and again after a refusal, for who was quicker. */
    private Observation become(
            WorkloadKey key, ObservedState wanted, String what, BiConsumer<DockerClient, String> request) {
        Observation before = requireAlive(key, look.apply(key));
        if (before.state() == wanted) {
            return before;
        }
        String id = containers.require(key);
        try {
            engine.run(what, docker -> request.accept(docker, id));
        } catch (DriverException refused) {
            if (refused.code() != DriverErrorCode.BACKEND_REFUSED) {
                throw refused;
            }
            Observation now = requireAlive(key, look.apply(key));
            if (now.state() != wanted) {
                throw refused;
            }
            return now;
        }
        return requireAlive(key, look.apply(key));
    }

    private static Observation requireAlive(WorkloadKey key, Observation now) {
        if (now.state() == ObservedState.ABSENT) {
            throw Containers.absent(key);
        }
        if (now.state() != ObservedState.RUNNING && now.state() != ObservedState.PAUSED) {
            throw new DriverException(DriverErrorCode.WORKLOAD_NOT_RUNNING, "Nothing of it runs. Start it first.");
        }
        return now;
    }
}
