package dev.triptych.driver.container;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Info;
import dev.triptych.spi.CpuWeight;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Gives each container a control group of ours around its own, {@code /triptych/<workload>-<generation>}.
 *
 * <p>The container's own group vanishes with its last process and takes the figures along; ours stays, and counts the
 * same. So the peak and the processor time of a job that ran for a millisecond are exact. It is made anew before each
 * start, and goes when the container is destroyed.
 *
 * <p>Only where the Engine manages groups itself (driver {@code cgroupfs}) and we may remove them; elsewhere there is no
 * parent, and usage is sampled.
 */
final class ControlGroups {
    private static final String PARENT = "triptych";

    private final Engine engine;
    private final Path root;
    private volatile @Nullable Boolean usable;

    ControlGroups(Engine engine, Path root) {
        this.engine = engine;
        this.root = root;
    }

    /** The parent to ask the Engine for; null for its own place. */
    @Nullable
    String parentOf(WorkloadKey key) {
        return usable() ? "/" + PARENT + "/" + folder(key) : null;
    }

    private static String folder(WorkloadKey key) {
        return key.id() + "-" + key.generation();
    }

    private boolean usable() {
        Boolean known = usable;
        if (known == null) {
            Info info = engine.info();
            known = "cgroupfs".equals(info.getRawValues().get("CgroupDriver"))
                    && ControlGroup.hierarchyIsWritable(root);
            usable = known;
        }
        return known;
    }

    /** The group of a key's container; empty when there is none, as before the first start. */
    Optional<ControlGroup> find(WorkloadKey key) {
        return usable() ? ControlGroup.find(root, Path.of(PARENT, folder(key))) : Optional.empty();
    }

    /** The Engine's own group of a running container, for hosts where none of ours is around it. */
    Optional<ControlGroup> ofProcess(long pid) {
        try {
            return ControlGroup.ofProcess(root, Files.readAllLines(Path.of("/proc", Long.toString(pid), "cgroup")));
        } catch (IOException ended) {
            return Optional.empty();
        }
    }

    /** Refuses a weight where the Engine's groups are not ours to weigh. */
    void check(WorkloadSpec spec) {
        if (spec.resources().cpuWeight() != null && !usable()) {
            throw new DriverException(
                    DriverErrorCode.NOT_SUPPORTED,
                    "resources.cpuWeight cannot be held here: Docker has to manage control groups itself (driver cgroupfs),"
                            + " and the service to run as root.");
        }
    }

    /**
     * Drops the figures of the last run, and weighs the next one. While the container runs its group stays, since it is not
     * empty.
     */
    void beforeStart(WorkloadSpec spec) {
        remove(spec.key());
        CpuWeight weight = spec.resources().cpuWeight();
        if (weight != null) {
            try {
                ControlGroup.weigh(root, Path.of(PARENT, folder(spec.key())), weight);
            } catch (IOException e) {
                throw new DriverException(
                        DriverErrorCode.BACKEND_REFUSED,
                        "Its weight could not be set in the control groups.",
                        "" + e,
                        e);
            }
        }
    }

    void remove(WorkloadKey key) {
        if (usable()) {
            ControlGroup.remove(root, Path.of(PARENT, folder(key)));
        }
    }

    /** Whether the last run came so near its memory limit that a kill can have no other reason. */
    boolean reachedLimit(WorkloadKey key, InspectContainerResponse container) {
        Long limit = container.getHostConfig() == null
                ? null
                : container.getHostConfig().getMemory();
        OptionalLong peak = find(key).map(ControlGroup::memoryPeak).orElse(OptionalLong.empty());
        // The kernel charges in batches of a few pages, so the peak may stay a little below the limit.
        return limit != null && limit > 0 && peak.isPresent() && peak.getAsLong() >= limit - limit / 64;
    }
}
