package dev.triptych.driver.container;

import com.github.dockerjava.api.command.ExecCreateCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.triptych.spi.CommandExecution;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InteractiveSession;
import dev.triptych.spi.WorkloadKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Runs commands in containers by the Engine's exec. */
final class ContainerCommands implements CommandExecution {
    private final Engine engine;
    private final Containers containers;

    ContainerCommands(Engine engine, Containers containers) {
        this.engine = engine;
        this.containers = containers;
    }

    @Override
    public boolean interactive() {
        return true;
    }

    @Override
    public InteractiveSession execute(WorkloadKey key, Command command) {
        CommandChecks.check(command);
        InspectContainerResponse container = containers.inspect(key).orElseThrow(() -> Containers.absent(key));
        requireRunning(container);
        String id = create(container.getId(), command);
        boolean terminal = command.terminal() != null;
        RawExchange connection = engine.call("begin the command", _ -> {
            try {
                return RawExchange.open(
                        engine.socket(), "POST /exec/" + id + "/start", "{\"Detach\":false,\"Tty\":" + terminal + "}");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        CommandSession session =
                new CommandSession(connection, terminal, new EngineCommand(engine, id, container.getId()));
        if (command.terminal() != null) {
            // This Engine has no size in the request; a program that asks before it arrives is told of the change.
            session.resize(command.terminal());
        }
        return session;
    }

    private static void requireRunning(InspectContainerResponse container) {
        InspectContainerResponse.ContainerState state = container.getState();
        if (!Boolean.TRUE.equals(state.getRunning())) {
            throw new DriverException(
                    DriverErrorCode.WORKLOAD_NOT_RUNNING, "Nothing of it runs, so no command can. Start it first.");
        }
        if (Boolean.TRUE.equals(state.getPaused())) {
            throw new DriverException(
                    DriverErrorCode.WORKLOAD_NOT_RUNNING, "It is paused, so no command runs in it. Resume it first.");
        }
    }

    private String create(String containerId, Command command) {
        return engine.call("prepare the command", docker -> {
            ExecCreateCmd request = docker.execCreateCmd(containerId)
                    .withAttachStdin(true)
                    .withAttachStdout(true)
                    .withAttachStderr(true)
                    .withTty(command.terminal() != null)
                    .withCmd(command.arguments().toArray(String[]::new));
            List<String> env = command.env().entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                    .toList();
            if (!env.isEmpty()) {
                request.withEnv(env);
            }
            if (command.user() != null) {
                request.withUser(command.user());
            }
            if (command.workingDirectory() != null) {
                request.withWorkingDir(command.workingDirectory());
            }
            return request.exec().getId();
        });
    }
}
