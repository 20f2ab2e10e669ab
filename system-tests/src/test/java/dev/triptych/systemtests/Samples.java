package dev.triptych.systemtests;

import java.nio.file.Files;
import java.nio.file.Path;

/** The sample programs that {@code samples/build} has built. */
public final class Samples {
    private Samples() {}

    public static Path module(String name) {
        return file(name + ".wasm");
    }

    public static Path program(String name) {
        return file(name);
    }

    /** A file that the build of the samples makes. */
    static Path file(String name) {
        String folder = System.getenv("TRIPTYCH_SAMPLES");
        Path file = (folder == null
                        ? Path.of(System.getProperty("user.home"), ".triptych", "samples")
                        : Path.of(folder))
                .resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new AssertionError(file + " is missing: run samples/build, or ./triptych test");
        }
        return file;
    }
}
