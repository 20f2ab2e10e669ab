package dev.triptych.driver.wasm.host.remote;

import dev.triptych.driver.wasm.host.OwnHost;
import dev.triptych.spi.CpuWeight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Control groups for hosts, by either version of the kernel's interface (cgroups(7)). They lie below a group
 * {@code triptych-wasm} at the top, as Docker's own do, so that limits of the service are not theirs. To the kernel's
 * scheduler all guests together are as urgent as one ordinary thread on each processor, however many they are.
 */
final class ControlGroups {
    private static final String PARENT = "triptych-wasm";
    private static final String SHARED = "shared";
    private static final int USUAL_WEIGHT = 100;
    private static final int MOST_WEIGHT = 10_000;
    private static final int USUAL_SHARES = 1024;
    private static final int MOST_SHARES = 1 << 18;
    private static final String MEMBERS = "cgroup.procs";
    private static final String DELEGATION = "cgroup.subtree_control";
    private static final List<String> CONTROLLERS = List.of("cpu", "memory");
    private static final int TRIES = 400;
    private static final long PAUSE_MILLIS = 5;

    private final Path root;
    private final boolean unified;
    private final @Nullable String problem;

    private ControlGroups(Path root, boolean unified, @Nullable String problem) {
        this.root = root;
        this.unified = unified;
        this.problem = problem;
    }

    /** @param root where the host mounts its control groups */
    static ControlGroups at(Path root) {
        boolean unified = Files.exists(root.resolve("cgroup.controllers"));
        try {
            String missing = missing(root, unified);
            if (missing != null) {
                return new ControlGroups(root, unified, missing);
            }
            for (Path parent : parents(root, unified)) {
                Files.createDirectories(parent);
            }
            if (unified) {
                delegate(root);
                delegate(root.resolve(PARENT));
            }
            ControlGroups groups = new ControlGroups(root, unified, null);
            groups.weigh();
            return groups;
        } catch (IOException e) {
            return new ControlGroups(
                    root,
                    unified,
                    "the control groups below %s cannot be written (%s); the service has to run as root, with them mounted writable"
                            .formatted(root, e.getClass().getSimpleName()));
        }
    }

    private static @Nullable String missing(Path root, boolean unified) throws IOException {
        List<String> there = unified
                ? Arrays.asList(Files.readString(root.resolve("cgroup.controllers"))
                        .strip()
                        .split(" ", -1))
                : CONTROLLERS.stream()
                        .filter(one -> Files.exists(root.resolve(one).resolve(MEMBERS)))
                        .toList();
        List<String> missing =
                CONTROLLERS.stream().filter(one -> !there.contains(one)).toList();
        return missing.isEmpty()
                ? null
                : "there is no control group of %s below %s".formatted(String.join(" and ", missing), root);
    }

    /** All guests together weigh as much as one ordinary group; among them the shared ones as much as one for each processor. */
    private void weigh() throws IOException {
        Files.createDirectories(sharedGroup());
        writeWeight(cpuParent(), 1);
        writeWeight(sharedGroup(), Runtime.getRuntime().availableProcessors());
    }

    private void writeWeight(Path group, int times) throws IOException {
        String weight = unified
                ? "" + Math.min(MOST_WEIGHT, times * USUAL_WEIGHT)
                : "" + Math.min(MOST_SHARES, times * USUAL_SHARES);
        Files.writeString(group.resolve(unified ? "cpu.weight" : "cpu.shares"), weight);
    }

    private Path cpuParent() {
        return (unified ? root : root.resolve("cpu")).resolve(PARENT);
    }

    private Path sharedGroup() {
        return cpuParent().resolve(SHARED);
    }

    private static void delegate(Path group) throws IOException {
        Files.writeString(group.resolve(DELEGATION), "+cpu +memory");
    }

    private static List<Path> parents(Path root, boolean unified) {
        return unified
                ? List.of(root.resolve(PARENT))
                : CONTROLLERS.stream()
                        .map(one -> root.resolve(one).resolve(PARENT))
                        .toList();
    }

    /** Why there can be none, as the end of a sentence; null when there can. */
    @Nullable
    String problem() {
        return problem;
    }

    /** For people. */
    String summary() {
        return problem == null
                ? "enforced by control groups (version %d) below %s".formatted(unified ? 2 : 1, root)
                : "not possible: " + problem;
    }

    /** The files to which a host of several workloads writes itself: one group without limits, of all such hosts. */
    List<Path> doorsOfShared() {
        return problem == null ? List.of(sharedGroup().resolve(MEMBERS)) : List.of();
    }

    /**
     * Makes a group with its limits.
     *
     * @return the files to which a process writes itself to enter the group
     */
    List<Path> make(String name, OwnHost limits) throws IOException {
        List<Path> doors = new ArrayList<>();
        for (Path parent : parents(root, unified)) {
            Path group = Files.createDirectory(parent.resolve(name));
            doors.add(group.resolve(MEMBERS));
        }
        for (Map.Entry<Path, String> limit : settings(name, limits).entrySet()) {
            Files.writeString(limit.getKey(), limit.getValue());
        }
        return doors;
    }

    private Map<Path, String> settings(String name, OwnHost limits) {
        Map<Path, String> settings = new TreeMap<>();
        String memory = Long.toString(limits.memoryMaxBytes());
        CpuWeight weight = limits.weight();
        if (unified) {
            Path group = root.resolve(PARENT).resolve(name);
            settings.put(group.resolve("cpu.max"), limits.quotaMicros() + " " + OwnHost.PERIOD_MICROS);
            settings.put(group.resolve("memory.max"), memory);
            if (weight != null) {
                settings.put(group.resolve("cpu.weight"), "" + weight.value());
            }
            putIfThere(settings, group.resolve("memory.swap.max"), "0");
            putIfThere(settings, group.resolve("memory.oom.group"), "1");
        } else {
            Path cpu = root.resolve("cpu").resolve(PARENT).resolve(name);
            settings.put(cpu.resolve("cpu.cfs_period_us"), "" + OwnHost.PERIOD_MICROS);
            settings.put(cpu.resolve("cpu.cfs_quota_us"), "" + limits.quotaMicros());
            if (weight != null) {
                settings.put(cpu.resolve("cpu.shares"), "" + weight.shares());
            }
            Path group = root.resolve("memory").resolve(PARENT).resolve(name);
            settings.put(group.resolve("memory.limit_in_bytes"), memory);
            putIfThere(settings, group.resolve("memory.memsw.limit_in_bytes"), memory); // sorts behind the other
        }
        return settings;
    }

    private static void putIfThere(Map<Path, String> settings, Path file, String value) {
        if (Files.exists(file)) {
            settings.put(file, value);
        }
    }

    /** Whether the kernel has ended a process of the group for its memory. */
    boolean ranOutOfMemory(String name) {
        Path file = unified
                ? root.resolve(PARENT).resolve(name).resolve("memory.events")
                : root.resolve("memory").resolve(PARENT).resolve(name).resolve("memory.oom_control");
        return count(file, "oom_kill ").orElse(0) > 0;
    }

    private static OptionalLong count(Path file, String word) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(word))
                    .mapToLong(line -> Long.parseLong(line.substring(word.length())))
                    .findFirst();
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        } catch (IOException e) {
            System.getLogger(ControlGroups.class.getName())
                    .log(System.Logger.Level.WARNING, "A control group cannot be read", e);
            return OptionalLong.empty();
        }
    }

    /** Names of the groups that begin so. */
    Set<String> names(String prefix) throws IOException {
        Set<String> names = new TreeSet<>();
        for (Path parent : parents(root, unified)) {
            if (Files.isDirectory(parent)) {
                try (Stream<Path> groups = Files.list(parent)) {
                    groups.filter(Files::isDirectory)
                            .map(group -> String.valueOf(group.getFileName()))
                            .filter(name -> name.startsWith(prefix))
                            .forEach(names::add);
                }
            }
        }
        return names;
    }

    /** Removes a group whose process has ended; of what is not there, nothing. Its members may take a moment to leave. */
    void remove(String name) throws IOException {
        for (Path parent : parents(root, unified)) {
            remove(parent.resolve(name), TRIES);
        }
    }

    /** Removes a group unless somebody is in it. */
    void removeIfEmpty(String name) {
        try {
            for (Path parent : parents(root, unified)) {
                remove(parent.resolve(name), 0);
            }
        } catch (IOException e) {
            System.getLogger(ControlGroups.class.getName())
                    .log(System.Logger.Level.INFO, "A control group is in use: {0}", name);
        }
    }

    private static void remove(Path group, int more) throws IOException {
        for (int i = 0; ; i++) {
            try {
                Files.deleteIfExists(group);
                return;
            } catch (IOException e) {
                if (i == more) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    private static void pause(IOException reason) throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw reason;
        }
    }
}
