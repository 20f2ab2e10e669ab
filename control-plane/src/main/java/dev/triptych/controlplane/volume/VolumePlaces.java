package dev.triptych.controlplane.volume;

import dev.triptych.controlplane.platform.Home;
import dev.triptych.spi.ByteSize;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where volumes are: {@code volumes/<name>} below the home. What is beside them has names that no volume can have. Every step
 * may be repeated after a crash in the middle of it.
 */
final class VolumePlaces {
    private static final Pattern NAME = Pattern.compile("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    private final Path root;
    private final Path images;
    private final Path views;

    VolumePlaces(Home home) {
        this.root = home.folder("volumes");
        this.images = home.folder("volumes/.images");
        this.views = home.folder("volumes/.read-only");
    }

    /** Where a volume is, or will be. Null when that is no volume's name. */
    @Nullable
    Path directory(String name) {
        return NAME.matcher(name).matches() ? root.resolve(name) : null;
    }

    private Path known(String name) {
        Path directory = directory(name);
        if (directory == null) {
            throw new IllegalArgumentException(name + " is not a volume's name");
        }
        return directory;
    }

    private Path image(String name) {
        return images.resolve(name);
    }

    /** Names of the directories that are there, on record or not. */
    List<String> present() throws IOException {
        try (Stream<Path> inside = Files.list(root)) {
            return inside.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .map(path -> path.getFileName().toString())
                    .filter(name -> NAME.matcher(name).matches())
                    .toList();
        }
    }

    /** Makes what is new. */
    void make(Volume volume) throws IOException {
        ByteSize size = volume.size();
        if (size != null && !Files.exists(image(volume.name()))) {
            FileSystems.make(image(volume.name()), size);
        }
        Path directory = open(volume);
        Files.deleteIfExists(directory.resolve("lost+found"));
        // Programs in guests have other users than the service; below the private home nobody else gets here.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    /**
     * Sees to it that the volume can be used, and answers where.
     *
     * @throws NotDirectoryException when something else has its place; a link could lead anywhere
     */
    Path open(Volume volume) throws IOException {
        Path directory = known(volume.name());
        try {
            Files.createDirectory(directory);
            Files.setPosixFilePermissions(
                    directory, PosixFilePermissions.fromString(volume.size() == null ? "rwxrwxrwx" : "---------"));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw new NotDirectoryException(directory.toString());
            }
        }
        if (volume.size() != null) {
            FileSystems.mount(image(volume.name()), directory);
        }
        return directory;
    }

    /** The same, where nobody can write. */
    Path openReadOnly(Volume volume) throws IOException {
        Path directory = open(volume);
        Path view = views.resolve(volume.name());
        Files.createDirectories(view);
        FileSystems.mountReadOnly(directory, view);
        return view;
    }

    boolean isEmpty(String name) throws IOException {
        try (DirectoryStream<Path> inside = Files.newDirectoryStream(known(name))) {
            return !inside.iterator().hasNext();
        }
    }

    /** Removes all that is in it, whatever guests have made of it: by a program that follows no link and knows no depth. */
    void empty(Volume volume) throws IOException {
        Path directory = open(volume);
        HostProgram.run("find", directory.toString(), "-xdev", "-mindepth", "1", "-delete");
    }

    void delete(Volume volume) throws IOException {
        Path directory = known(volume.name());
        Path view = views.resolve(volume.name());
        FileSystems.unmount(view);
        Files.deleteIfExists(view);
        FileSystems.unmount(directory);
        Files.deleteIfExists(image(volume.name()));
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            HostProgram.run("rm", "-rf", "--one-file-system", "--", directory.toString());
        }
    }

    /** The file system of a volume that has one of its own; null when it cannot be asked. */
    @Nullable
    FileStore store(Volume volume) {
        Path directory = known(volume.name());
        try {
            return volume.size() != null && MountTable.isMounted(directory) ? Files.getFileStore(directory) : null;
        } catch (IOException unknown) {
            return null;
        }
    }
}
