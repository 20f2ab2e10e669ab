package dev.triptych.driver.vm;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where this installation's machines keep their files. Folder names are short because a socket's whole path must fit
 * into 107 bytes. QEMU's user may pass through the folders, and read what it is handed.
 */
final class VmStorage {
    private static final String PASSABLE = "rwx--x--x";
    private static final Pattern FOLDER =
            Pattern.compile("([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})\\.(\\d{1,18})");

    private final Path root;

    VmStorage(Path directory, InstallationId installation) {
        this.root = directory.resolve(installation.toString().replace("-", ""));
    }

    Path root() {
        return root;
    }

    /** The folder of prepared forms of one sort, made when missing. */
    Path cache(String sort) throws IOException {
        Path cache = root.resolve(sort);
        makeFolder(cache);
        return cache;
    }

    MachineFiles machine(WorkloadKey key) {
        return new MachineFiles(
                root.resolve("m").resolve(key.id().toString().replace("-", "") + "." + key.generation()));
    }

    /** Every machine that has a folder, with or without a domain. */
    List<WorkloadKey> machines() throws IOException {
        Path folder = root.resolve("m");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> machines = Files.list(folder)) {
            return machines.flatMap(path -> key(path).stream()).toList();
        }
    }

    private static Optional<WorkloadKey> key(Path folder) {
        Matcher name = FOLDER.matcher(folder.getFileName().toString());
        if (!name.matches()) {
            return Optional.empty();
        }
        UUID id = UUID.fromString(
                String.join("-", name.group(1), name.group(2), name.group(3), name.group(4), name.group(5)));
        return Optional.of(new WorkloadKey(new WorkloadId(id), Long.parseLong(name.group(6))));
    }

    void make(MachineFiles machine) throws IOException {
        makeFolder(machine.folder());
    }

    private void makeFolder(Path folder) throws IOException {
        List<Path> missing = new ArrayList<>();
        for (Path at = folder; at != null && !Files.isDirectory(at); at = at.getParent()) {
            missing.addFirst(at);
        }
        for (Path one : missing) {
            Files.createDirectories(one);
            Files.setPosixFilePermissions(one, PosixFilePermissions.fromString(PASSABLE));
        }
    }

    /** Removes a folder with all that is in it; of one that is absent it succeeds. */
    static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE; // what is gone need not be removed
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path directory, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** What a failing disk means to the caller. */
    static DriverException failure(String what, IOException cause) {
        String detail = String.valueOf(cause.getMessage());
        boolean full = detail.contains("No space left") || detail.contains("Disk quota exceeded");
        return full
                ? new DriverException(
                        DriverErrorCode.STORAGE_FULL, what + ": the host's storage is full; free some", detail, cause)
                : new DriverException(
                        DriverErrorCode.BACKEND_REFUSED,
                        what + ": the host's storage refused; the service's log says why",
                        detail,
                        cause);
    }
}
