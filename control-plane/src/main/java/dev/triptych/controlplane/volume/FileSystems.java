package dev.triptych.controlplane.volume;

import dev.triptych.spi.ByteSize;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * File systems of a set size, each in a file of its own that is mounted over a directory. Only this host's kernel ever writes
 * them: a machine shares the directory and never sees the file, so that no guest can forge what the kernel reads.
 */
final class FileSystems {
    private FileSystems() {}

    /** Why there can be none here; null when there can. */
    static @Nullable String lack() {
        if (!isRoot()) {
            return "the service does not run as root, which mounting a file system needs";
        }
        String missing = Stream.of("mkfs.ext4", "mount", "umount")
                .filter(program -> !HostProgram.isThere(program))
                .findFirst()
                .orElse(null);
        if (missing != null) {
            return "the host has no " + missing;
        }
        return Files.exists(Path.of("/dev/loop-control")) ? null : "the host has no loop devices";
    }

    static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }

    /** Makes the file, which takes room on the disk as it is written to; there whole or not at all. */
    static void make(Path image, ByteSize size) throws IOException {
        Path unfinished = image.resolveSibling(image.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        try (FileChannel file = FileChannel.open(
                unfinished,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            file.write(java.nio.ByteBuffer.allocate(1), size.bytes() - 1);
        }
        HostProgram.run("mkfs.ext4", "-q", "-F", "-m", "0", "-E", "nodiscard", unfinished.toString());
        Files.move(unfinished, image, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Mounts it, unless it is. No device and no set-user-id in it means anything to the host. */
    static void mount(Path image, Path directory) throws IOException {
        if (!MountTable.isMounted(directory)) {
            HostProgram.run("mount", "-t", "ext4", "-o", "loop,nodev,nosuid", image.toString(), directory.toString());
        }
    }

    /** Makes the same directory visible at another place, where the kernel lets nobody write. */
    static void mountReadOnly(Path directory, Path view) throws IOException {
        if (MountTable.isMounted(view)) {
            return;
        }
        HostProgram.run("mount", "--bind", directory.toString(), view.toString());
        try {
            HostProgram.run("mount", "-o", "remount,bind,ro,nodev,nosuid", view.toString());
        } catch (IOException e) {
            unmount(view);
            throw e;
        }
    }

    /** Takes it away now; who still has something of it open keeps that until it is closed. */
    static void unmount(Path directory) throws IOException {
        if (MountTable.isMounted(directory)) {
            HostProgram.run("umount", "--lazy", directory.toString());
        }
    }
}
