package dev.triptych.driver.container;

import com.github.dockerjava.api.model.Info;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The OCI runtimes that an Engine can be told to use: those registered with it and, from Engine 23 on, containerd's shims by
 * their names, such as {@code io.containerd.wasmtime.v1} for the program {@code containerd-shim-wasmtime-v1}. A path is
 * refused: it would let a description run any program of the host as root.
 */
final class OciRuntimes {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Pattern SHIM = Pattern.compile("io\\.containerd\\.([a-z0-9-]+)\\.(v[0-9]+)");
    private static final Pattern MAJOR = Pattern.compile("^([0-9]+)\\.");
    private static final int FIRST_WITH_SHIMS_BY_NAME = 23;
    private static final String PROGRAM = "containerd-shim-";

    /** The Engine looks for shims along its own path, which is this machine's. */
    private final List<Path> programs;

    OciRuntimes(List<Path> programs) {
        this.programs = List.copyOf(programs);
    }

    static OciRuntimes ofThisMachine() {
        return new OciRuntimes(Stream.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
                .map(Path::of)
                .toList());
    }

    /**
     * Refuses a runtime that this Engine does not have, in words that say what to do.
     *
     * @throws DriverException {@link DriverErrorCode#INVALID_SPEC} or {@link DriverErrorCode#NOT_SUPPORTED}
     */
    void check(String runtime, Info host) {
        if (!NAME.matcher(runtime).matches()) {
            throw new DriverException(
                    DriverErrorCode.INVALID_SPEC,
                    "container.runtime is a runtime's name, such as runc or io.containerd.wasmtime.v1: letters, digits,"
                            + " \".\", \"_\" and \"-\", and never a path.");
        }
        if (registered(host).contains(runtime)) {
            return;
        }
        Matcher shim = SHIM.matcher(runtime);
        if (!shim.matches()) {
            throw notSupported("Docker has no runtime \"" + runtime + "\" here. It has: "
                    + String.join(", ", registered(host))
                    + ". Register it under \"runtimes\" in Docker's daemon.json, then restart Docker.");
        }
        String program = PROGRAM + shim.group(1) + "-" + shim.group(2);
        if (find(program).isEmpty()) {
            throw notSupported("The runtime \"" + runtime + "\" is containerd's shim " + program
                    + ", and there is no such program on this host. Install it beside containerd, choose one of "
                    + String.join(", ", registered(host)) + ", or run the module as kind wasm.");
        }
        if (major(host) < FIRST_WITH_SHIMS_BY_NAME) {
            throw notSupported(
                    "Docker " + host.getServerVersion() + " does not take shims by name; that needs 23 or"
                            + " later. Register it under \"runtimes\" in Docker's daemon.json, or run the module as kind wasm.");
        }
    }

    /** The shims that are installed, for people; Docker's own for runc is not one to choose. */
    List<String> shims() {
        TreeSet<String> found = new TreeSet<>();
        for (Path folder : programs) {
            try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.startsWith(PROGRAM) && !name.contains("runc"))
                        .forEach(found::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return List.copyOf(found);
    }

    private Optional<Path> find(String program) {
        return programs.stream()
                .map(folder -> folder.resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static List<String> registered(Info host) {
        var runtimes = host.getRuntimes();
        return runtimes == null
                ? List.of()
                : runtimes.keySet().stream().sorted().toList();
    }

    private static int major(Info host) {
        Matcher version = MAJOR.matcher(String.valueOf(host.getServerVersion()).toLowerCase(Locale.ROOT));
        return version.find() ? Integer.parseInt(version.group(1)) : 0;
    }

    private static DriverException notSupported(String message) {
        return new DriverException(DriverErrorCode.NOT_SUPPORTED, message);
    }
}
