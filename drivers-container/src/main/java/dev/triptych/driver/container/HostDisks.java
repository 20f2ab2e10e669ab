package dev.triptych.driver.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the disk below a file system. The kernel bounds I/O for whole disks, not for partitions of them; what is not on a disk
 * of its own (overlay, btrfs, ZFS, what is in memory or comes by the network) has an unnamed device, and cannot be bounded so.
 *
 * @param system where the kernel lists its block devices by number
 * @param nodes where their nodes are
 */
record HostDisks(Path system, Path nodes) {
    static final HostDisks OF_THIS_HOST = new HostDisks(Path.of("/sys/dev/block"), Path.of("/dev"));

    private static final String NAME = "DEVNAME=";

    /** The node of the disk on which a path is, or will be when it is made; empty when there is none. */
    Optional<Path> below(Path path) throws IOException {
        Path there = path.toAbsolutePath();
        while (!Files.exists(there)) {
            Path parent = there.getParent();
            if (parent == null) {
                return Optional.empty();
            }
            there = parent;
        }
        return node((Long) Files.getAttribute(there, "unix:dev"));
    }

    /** The node of the disk with a number, or of the one that the partition with that number is of. */
    Optional<Path> node(long device) throws IOException {
        Path entry = system.resolve(major(device) + ":" + minor(device));
        if (major(device) == 0 || !Files.exists(entry)) {
            return Optional.empty();
        }
        Path own = entry.toRealPath();
        Path disk = Files.exists(own.resolve("partition")) ? own.resolve("..") : own;
        try (Stream<String> lines = Files.lines(disk.resolve("uevent"))) {
            return lines.filter(line -> line.startsWith(NAME))
                    .map(line -> nodes.resolve(line.substring(NAME.length())))
                    .filter(Files::exists)
                    .findFirst();
        }
    }

    /** As in glibc's {@code gnu_dev_major}. */
    static long major(long device) {
        return (device >>> 8 & 0xfff) | (device >>> 32 & 0xfffff000L);
    }

    /** As in glibc's {@code gnu_dev_minor}. */
    static long minor(long device) {
        return (device & 0xff) | (device >>> 12 & 0xffffff00L);
    }
}
