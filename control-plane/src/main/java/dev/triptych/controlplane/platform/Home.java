package dev.triptych.controlplane.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The directory below which everything is that Triptych keeps.
 *
 * @param root absolute; exists and belongs to its owner alone
 */
public record Home(Path root) {

    /** The home at a path; a missing directory is made, readable by its owner alone. */
    public static Home at(Path path) {
        try {
            Path absolute = path.toAbsolutePath().normalize();
            makePrivate(absolute);
            return new Home(absolute);
        } catch (IOException e) {
            throw new UncheckedIOException("TRIPTYCH_HOME " + path + " cannot be made or read", e);
        }
    }

    /** A folder below the home, made when it is missing, readable by its owner alone. */
    public Path folder(String name) {
        try {
            Path folder = root.resolve(name);
            makePrivate(folder);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + name + " below TRIPTYCH_HOME cannot be made", e);
        }
    }

    private static void makePrivate(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }
}
