package dev.triptych.driver.container;

import com.github.dockerjava.api.command.InspectExecResponse;
import com.github.dockerjava.api.exception.DockerException;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InteractiveSession.TerminalSize;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One command as the Engine knows it.
 *
 * <p>The Engine has no request that ends one. So it is ended as a process: by the kernel where we may signal it, else by
 * {@code kill} inside its container, where the image has that. When the first process of a terminal ends, the kernel hangs
 * up on the others of its foreground.
 */
final class EngineCommand {
    private static final Logger LOG = System.getLogger(EngineCommand.class.getName());
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final Duration SETTLING = Duration.ofSeconds(5);
    private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();

    private final Engine engine;
    private final String id;
    private final String containerId;

    EngineCommand(Engine engine, String id, String containerId) {
        this.engine = engine;
        this.id = id;
        this.containerId = containerId;
    }

    private Optional<InspectExecResponse> inspect() {
        return engine.find(
                "describe the command", docker -> docker.inspectExecCmd(id).exec());
    }

    /** Asks until it holds or the time is over. */
    private Optional<InspectExecResponse> await(Duration bound, Predicate<InspectExecResponse> holds) {
        long begin = System.nanoTime();
        while (true) {
            Optional<InspectExecResponse> seen = inspect();
            if (seen.isEmpty()
                    || holds.test(seen.get())
                    || System.nanoTime() - begin > bound.toNanos()
                    || Thread.currentThread().isInterrupted()) {
                return seen;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static boolean hasEnded(InspectExecResponse seen) {
        return Boolean.FALSE.equals(seen.isRunning()) && seen.getExitCodeLong() != null;
    }

    /** Its output ends a moment before the Engine knows its exit code. */
    OptionalInt exitCode() {
        return await(SETTLING, EngineCommand::hasEnded)
                .filter(EngineCommand::hasEnded)
                .map(InspectExecResponse::getExitCodeLong)
                .map(code -> OptionalInt.of(code.intValue()))
                .orElseGet(OptionalInt::empty);
    }

    void resize(TerminalSize size) {
        engine.run("resize the terminal", docker -> {
            try {
                docker.resizeExecCmd(id).withSize(size.rows(), size.columns()).exec();
            } catch (DockerException ended) {
                LOG.log(Logger.Level.DEBUG, "a terminal was not resized", ended);
            }
        });
    }

    /** Ends it by force, unless it ends by itself now that its input has. */
    void end() {
        try {
            Optional<InspectExecResponse> left =
                    await(GRACE, EngineCommand::hasEnded).filter(seen -> !hasEnded(seen));
            if (left.isPresent()
                    && left.get().getPidLong() != null
                    && left.get().getPidLong() > 0) {
                kill(left.get().getPidLong());
            }
        } catch (DriverException e) {
            LOG.log(Logger.Level.WARNING, "a command whose client went away may still run: {0}", e.safeMessage());
        }
    }

    private void kill(long pid) {
        if (killFromOutside(pid)) {
            return;
        }
        OptionalLong inside = pidInside(pid);
        if (inside.isEmpty()) {
            LOG.log(Logger.Level.WARNING, "a command whose client went away may still run as process {0}", pid);
            return;
        }
        engine.run("end the command", docker -> {
            String killer = docker.execCreateCmd(containerId)
                    .withUser("0")
                    .withCmd("kill", "-KILL", String.valueOf(inside.getAsLong()))
                    .exec()
                    .getId();
            docker.execStartCmd(killer).withDetach(true).exec(new EngineStream<>() {
                @Override
                public void onNext(com.github.dockerjava.api.model.Frame frame) {
                    // it is detached and says nothing
                }
            });
        });
        if (await(SETTLING, EngineCommand::hasEnded)
                .filter(seen -> !hasEnded(seen))
                .isPresent()) {
            LOG.log(Logger.Level.WARNING, "a command whose client went away still runs as process {0}", pid);
        }
    }

    /** The handle knows when its process began, so that one that has its number by now is not meant. */
    private boolean killFromOutside(long pid) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isEmpty() || !isInTheContainer(pid)) {
            return false;
        }
        return process.get().destroyForcibly();
    }

    /** Whether the process has the container's name in its control group: its number alone proves nothing. */
    private boolean isInTheContainer(long pid) {
        return lines(Path.of("/proc", String.valueOf(pid), "cgroup")).stream()
                .anyMatch(line -> line.contains(containerId));
    }

    /** Its number in the innermost namespace. */
    private OptionalLong pidInside(long pid) {
        if (!isInTheContainer(pid)) {
            return OptionalLong.empty();
        }
        return lines(Path.of("/proc", String.valueOf(pid), "status")).stream()
                .filter(line -> line.startsWith("NSpid:"))
                .flatMap(line -> Stream.of(line.strip().split("\\s+")).skip(1))
                .mapToLong(Long::parseLong)
                .reduce((_, last) -> last);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException gone) {
            LOG.log(Logger.Level.DEBUG, "a process cannot be looked at", gone);
            return List.of();
        }
    }
}
