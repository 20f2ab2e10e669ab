package dev.triptych.driver.container;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.BlkioRateDevice;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Info;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.IoLimits;
import dev.triptych.spi.Mount;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what containers read from and write to the disks below their own files and their volumes.
 *
 * <p>The Engine asks for nodes, and looks at each start which device a node is. A volume with a size may be on another loop
 * device after a restart of the host, so the Engine is told of links of ours, which are set before each start.
 */
final class IoBounds {
    /** Those that keep containers' files below the Engine's own folder, on whatever file system that has. */
    private static final Set<String> KNOWN_STORAGE = Set.of("overlay2", "vfs");

    private final Path folder;
    private final Path cgroupRoot;
    private final HostDisks disks;

    /** @param folder for the links, of this driver alone */
    IoBounds(Path folder, Path cgroupRoot, HostDisks disks) {
        this.folder = folder;
        this.cgroupRoot = cgroupRoot;
        this.disks = disks;
    }

    /** Refuses what this host would not hold. */
    void check(WorkloadSpec spec, Info host) {
        if (spec.resources().io() == null) {
            return;
        }
        String why = problem();
        if (why != null) {
            throw notSupported("resources.io cannot be held here: " + why);
        }
        places(spec, host).forEach((name, place) -> disk(place));
    }

    /** Why nothing can be bounded, as the end of a sentence; null when it can. */
    private @Nullable String problem() {
        boolean possible;
        if (ControlGroup.isUnified(cgroupRoot)) {
            try {
                possible = List.of(Files.readString(cgroupRoot.resolve("cgroup.controllers"))
                                .strip()
                                .split(" ", -1))
                        .contains("io");
            } catch (IOException unreadable) {
                possible = false;
            }
        } else {
            possible = Files.exists(cgroupRoot.resolve("blkio").resolve("blkio.throttle.read_bps_device"));
        }
        return possible ? null : "the host's kernel has no control group for I/O that bounds rates";
    }

    /** For people: what bounds hold. */
    String summary() {
        String why = problem();
        if (why != null) {
            return "not held: " + why;
        }
        return ControlGroup.isUnified(cgroupRoot)
                ? "held"
                : "held for reads and for direct writes; control groups of version 1 do not hold writes that go through the"
                        + " host's page cache";
    }

    private Map<String, Path> places(WorkloadSpec spec, Info host) {
        String root = host.getDockerRootDir();
        if (root == null || !KNOWN_STORAGE.contains(String.valueOf(host.getDriver()))) {
            throw notSupported("resources.io cannot be held here: where Docker's storage \"" + host.getDriver()
                    + "\" keeps files is not known");
        }
        Map<String, Path> places = new LinkedHashMap<>();
        places.put("root", Path.of(root));
        for (Mount mount : spec.mounts()) {
            places.put("mount-" + (places.size() - 1), mount.directory());
        }
        return places;
    }

    private Path disk(Path place) {
        try {
            return disks.below(place)
                    .orElseThrow(() -> notSupported("resources.io cannot be held for " + place
                            + ": its file system is not on a disk of this host that the kernel can bound"));
        } catch (IOException e) {
            throw new DriverException(
                    DriverErrorCode.BACKEND_REFUSED, "The disk below " + place + " cannot be found.", "" + e, e);
        }
    }

    /** Adds the bounds to a request. */
    CreateContainerCmd fill(CreateContainerCmd request, WorkloadSpec spec, Info host) {
        IoLimits io = spec.resources().io();
        HostConfig config = request.getHostConfig();
        if (io == null || config == null) {
            return request;
        }
        List<Path> nodes = places(spec, host).keySet().stream()
                .map(name -> links(spec.key()).resolve(name))
                .toList();
        config.withBlkioDeviceReadBps(each(nodes, io.readBytesPerSecond()))
                .withBlkioDeviceWriteBps(each(nodes, io.writeBytesPerSecond()))
                .withBlkioDeviceReadIOps(each(nodes, io.readOperationsPerSecond()))
                .withBlkioDeviceWriteIOps(each(nodes, io.writeOperationsPerSecond()));
        return request;
    }

    private static List<BlkioRateDevice> each(List<Path> nodes, @Nullable Long rate) {
        return rate == null
                ? List.of()
                : nodes.stream()
                        .map(node ->
                                new BlkioRateDevice().withPath(node.toString()).withRate(rate))
                        .toList();
    }

    /** Points at the disks as they are now. */
    void beforeStart(WorkloadSpec spec, Info host) {
        if (spec.resources().io() == null) {
            return;
        }
        Path links = links(spec.key());
        try {
            Files.createDirectories(links);
            for (Map.Entry<String, Path> place : places(spec, host).entrySet()) {
                Path link = links.resolve(place.getKey());
                Files.deleteIfExists(link);
                Files.createSymbolicLink(link, disk(place.getValue()));
            }
        } catch (IOException e) {
            throw new DriverException(
                    DriverErrorCode.BACKEND_REFUSED, "The bounds of its I/O could not be prepared.", "" + e, e);
        }
    }

    /** Does nothing when there are none. */
    void forget(WorkloadKey key) {
        Path links = links(key);
        if (!Files.isDirectory(links)) {
            return;
        }
        try (Stream<Path> entries = Files.list(links)) {
            for (Path link : entries.toList()) {
                Files.deleteIfExists(link);
            }
            Files.deleteIfExists(links);
        } catch (IOException e) {
            System.getLogger(IoBounds.class.getName())
                    .log(System.Logger.Level.WARNING, "Links to disks could not be removed", e);
        }
    }

    private Path links(WorkloadKey key) {
        return folder.resolve(key.id() + "-" + key.generation());
    }

    private static DriverException notSupported(String message) {
        return new DriverException(DriverErrorCode.NOT_SUPPORTED, message + ".");
    }
}
