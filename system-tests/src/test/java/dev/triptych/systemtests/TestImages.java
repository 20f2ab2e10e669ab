package dev.triptych.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.io.file.PathUtils;

/** Docker images that a test builds for itself, of what the set-up has built, and takes away again. */
final class TestImages implements AutoCloseable {
    /** Common servers, a shell and CPython, out of this distribution's packages. */
    static final String SERVERS = "triptych/test-servers:1";

    private final String prefix;
    private final List<String> built = new ArrayList<>();

    /**
     * None yet.
     *
     * @param test a word for whose they are
     */
    TestImages(String test) {
        this.prefix = "triptych-test-" + test + "/" + ProcessHandle.current().pid() + "-";
        Shell.run("../deploy/test-servers/build");
    }

    /** The name in Docker of the one that was built by this name. */
    String name(String name) {
        return prefix + name;
    }

    /** Builds one, and answers its name; these files lie beside the Dockerfile. */
    String build(String name, String dockerfile, Path... files) {
        try {
            Path folder = Files.createTempDirectory("test-image");
            Files.writeString(folder.resolve("Dockerfile"), dockerfile);
            for (Path file : files) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
            Shell.run("docker", "build", "-q", "-t", name(name), folder.toString());
            built.add(name(name));
            PathUtils.deleteDirectory(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return name(name);
    }

    @Override
    public void close() {
        built.forEach(image -> Shell.run("docker", "rmi", image));
        built.clear();
    }
}
