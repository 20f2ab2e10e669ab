package dev.triptych.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What a home only links to: folders for an unprivileged account lie elsewhere when it cannot enter the home. Whoever removes
 * a test's home removes them first.
 */
public final class LinkedFolders {
    private LinkedFolders() {}

    /** Removes the folders that links directly in a home lead to, with the folder that each was made in. */
    public static void delete(Path home) {
        try (Stream<Path> inside = Files.list(home)) {
            for (Path link : inside.filter(Files::isSymbolicLink).toList()) {
                Path own = Objects.requireNonNull(link.toRealPath().getParent(), "a link to the root");
                Files.delete(link);
                deleteTree(own);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteTree(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        }
    }
}
