package dev.triptych.controlplane.oci;

import dev.triptych.spi.ImageConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the module that an image would run: the program that its entrypoint or command names, or the only one there is. */
final class ModuleSearch {
    private static final byte[] MAGIC = {0, 'a', 's', 'm'};
    private static final int MOST_NAMED = 5;

    private ModuleSearch() {}

    static Path find(RootDirectory root, ImageConfig config) throws IOException {
        List<String> command = Stream.concat(config.entrypoint().stream(), config.command().stream())
                .toList();
        if (!command.isEmpty()) {
            String program = command.getFirst();
            Path found = named(root, config, program);
            if (found != null && isModule(found)) {
                return found;
            }
            if (found != null) {
                throw new UnusableImage("The image runs " + RootDirectory.shown(program)
                        + ", which is no WebAssembly module. Run it as a container.");
            }
        }
        return only(root, command);
    }

    private static @Nullable Path named(RootDirectory root, ImageConfig config, String program) throws IOException {
        if (program.startsWith("/")) {
            return root.find(program);
        }
        Path below = root.find(config.workingDirectory() + "/" + program);
        return below != null ? below : root.find(program);
    }

    private static Path only(RootDirectory root, List<String> command) throws IOException {
        List<Path> modules;
        try (Stream<Path> files = Files.walk(root.path())) {
            modules = files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(ModuleSearch::isModule)
                    .sorted()
                    .toList();
        }
        if (modules.size() == 1) {
            return modules.getFirst();
        }
        if (modules.isEmpty()) {
            throw new UnusableImage("The image holds no WebAssembly module"
                    + (command.isEmpty()
                            ? "."
                            : "; its program " + RootDirectory.shown(command.getFirst()) + " is not among its files."));
        }
        throw new UnusableImage("The image holds several modules and does not say which to run: "
                + modules.stream()
                        .limit(MOST_NAMED)
                        .map(module -> RootDirectory.shown("/" + root.path().relativize(module)))
                        .collect(Collectors.joining(", "))
                + (modules.size() > MOST_NAMED ? " and more" : "") + ". Give it an entrypoint.");
    }

    private static boolean isModule(Path file) {
        try (InputStream start = Files.newInputStream(file)) {
            return Arrays.equals(start.readNBytes(MAGIC.length), MAGIC);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
