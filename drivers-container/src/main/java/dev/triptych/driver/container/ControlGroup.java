package dev.triptych.driver.container;

import dev.triptych.spi.CpuWeight;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The figures of one control group and all below it, of either version of the interface. */
sealed interface ControlGroup permits ControlGroupV1, ControlGroupV2 {
    Logger LOG = System.getLogger(ControlGroup.class.getName());

    /** Bytes in use less what the kernel can drop at once (inactive file pages). */
    OptionalLong workingSet();

    /** The most bytes in use at once. */
    OptionalLong memoryPeak();

    OptionalLong cpuNanos();

    /** Processes and threads. */
    OptionalLong tasks();

    static Optional<ControlGroup> find(Path root, Path group) {
        if (isUnified(root)) {
            Path folder = root.resolve(group);
            return Files.isDirectory(folder) ? Optional.of(new ControlGroupV2(folder)) : Optional.empty();
        }
        boolean present = Files.isDirectory(root.resolve("memory").resolve(group));
        return present ? Optional.of(new ControlGroupV1(root, group)) : Optional.empty();
    }

    /** The group that a process is in; empty when it ended, or when the host's groups are not visible from here. */
    static Optional<ControlGroup> ofProcess(Path root, List<String> procCgroup) {
        String wanted = isUnified(root) ? "" : "memory";
        return procCgroup.stream()
                .map(line -> line.split(":", 3))
                .filter(parts ->
                        parts.length == 3 && List.of(parts[1].split(",", -1)).contains(wanted))
                .map(parts -> Path.of("/").relativize(Path.of(parts[2])))
                .filter(group -> !group.toString().isEmpty())
                .findFirst()
                .flatMap(group -> find(root, group));
    }

    static boolean hierarchyIsWritable(Path root) {
        return Files.isWritable(isUnified(root) ? root : root.resolve("memory"));
    }

    static boolean isUnified(Path root) {
        return Files.exists(root.resolve("cgroup.controllers"));
    }

    /** Makes a group, if there is none, that has a weight beside the others of its parent. */
    static void weigh(Path root, Path group, CpuWeight weight) throws IOException {
        boolean unified = isUnified(root);
        Path folder = (unified ? root : root.resolve("cpu")).resolve(group);
        if (unified) {
            Path parent = root.resolve(group.subpath(0, 1));
            Files.createDirectories(parent);
            for (Path above : List.of(root, parent)) {
                Files.writeString(above.resolve("cgroup.subtree_control"), "+cpu");
            }
        }
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve(unified ? "cpu.weight" : "cpu.shares"),
                Integer.toString(unified ? weight.value() : weight.shares()));
    }

    /** Removes a group from every hierarchy; one in use stays. */
    static void remove(Path root, Path group) {
        for (Path hierarchy : hierarchies(root)) {
            Path folder = hierarchy.resolve(group);
            try {
                Files.deleteIfExists(folder);
            } catch (DirectoryNotEmptyException inUse) {
                LOG.log(Logger.Level.DEBUG, "{0} is in use", folder);
            } catch (IOException e) {
                LOG.log(Logger.Level.DEBUG, "{0} cannot be removed: {1}", folder, e);
            }
        }
    }

    private static List<Path> hierarchies(Path root) {
        if (isUnified(root)) {
            return List.of(root);
        }
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(Files::isDirectory).toList();
        } catch (IOException e) {
            LOG.log(Logger.Level.DEBUG, "control groups cannot be listed", e);
            return List.of();
        }
    }

    /** The number that a file consists of; empty when there is none. */
    static OptionalLong number(Path file) {
        try {
            return OptionalLong.of(Long.parseLong(Files.readString(file).strip()));
        } catch (NoSuchFileException | NumberFormatException none) {
            return OptionalLong.empty();
        } catch (IOException e) {
            LOG.log(Logger.Level.DEBUG, "a control group file cannot be read", e);
            return OptionalLong.empty();
        }
    }

    /** The number behind a word in a file of lines {@code word number}; empty when there is none. */
    static OptionalLong number(Path file, String word) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(word + " "))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(word.length() + 1).strip()))
                    .findFirst();
        } catch (IOException | NumberFormatException e) {
            LOG.log(Logger.Level.DEBUG, "a control group file cannot be read", e);
            return OptionalLong.empty();
        }
    }
}
