package dev.triptych.driver.container;

import dev.triptych.spi.DriverException;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What running one container costs beside the container: the memory of its containerd-shim, and of dockerd and
 * containerd divided by the containers that run. Proportional set sizes, so that pages which processes share count
 * once.
 */
final class SharedMemory {
    private static final Logger LOG = System.getLogger(SharedMemory.class.getName());
    private static final Set<String> DAEMONS = Set.of("dockerd", "containerd");
    private static final String SHIM = "containerd-shim";
    private static final Pattern PSS = Pattern.compile("(?m)^Pss:\\s+(\\d+) kB$");
    private static final Pattern PARENT = Pattern.compile("(?m)^PPid:\\s+(\\d+)$");
    private static final Path PROC = Path.of("/proc");
    private static final long FRESH_NANOS = Duration.ofSeconds(10).toNanos();

    private final Engine engine;
    private @Nullable DaemonShare last;

    /** What a running container bears of the daemons, in bytes. */
    private record DaemonShare(long bytes, long takenAtNanos) {}

    SharedMemory(Engine engine) {
        this.engine = engine;
    }

    /** In bytes; empty where we may not look, as without root. */
    OptionalLong of(long containerPid) {
        OptionalLong shim = shimOf(containerPid);
        Optional<DaemonShare> daemons = shim.isPresent() ? daemonShare() : Optional.empty();
        return daemons.isPresent()
                ? OptionalLong.of(shim.getAsLong() + daemons.get().bytes())
                : OptionalLong.empty();
    }

    private static OptionalLong shimOf(long containerPid) {
        Optional<Path> parent = read(PROC.resolve(Long.toString(containerPid)).resolve("status"))
                .map(PARENT::matcher)
                .filter(Matcher::find)
                .map(found -> PROC.resolve(found.group(1)));
        return parent.isPresent() && name(parent.get()).startsWith(SHIM) ? pss(parent.get()) : OptionalLong.empty();
    }

    private synchronized Optional<DaemonShare> daemonShare() {
        DaemonShare known = last;
        if (known == null || System.nanoTime() - known.takenAtNanos() > FRESH_NANOS) {
            known = measureDaemons();
            last = known;
        }
        return Optional.ofNullable(known);
    }

    private @Nullable DaemonShare measureDaemons() {
        try (Stream<Path> processes = Files.list(PROC)) {
            long bytes = processes
                    .filter(folder ->
                            Character.isDigit(folder.getFileName().toString().charAt(0)))
                    .filter(folder -> DAEMONS.contains(name(folder)))
                    .mapToLong(folder -> pss(folder).orElse(0))
                    .sum();
            Integer running = engine.freshInfo().getContainersRunning();
            return new DaemonShare(bytes / Math.max(1, running == null ? 1 : running), System.nanoTime());
        } catch (IOException | DriverException e) {
            LOG.log(Logger.Level.DEBUG, "the daemons cannot be measured", e);
            return null;
        }
    }

    private static String name(Path process) {
        return read(process.resolve("comm")).map(String::strip).orElse("");
    }

    private static OptionalLong pss(Path process) {
        return read(process.resolve("smaps_rollup"))
                .map(PSS::matcher)
                .filter(Matcher::find)
                .map(found -> OptionalLong.of(Long.parseLong(found.group(1)) << 10))
                .orElse(OptionalLong.empty());
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException endedOrForbidden) {
            return Optional.empty();
        }
    }
}
