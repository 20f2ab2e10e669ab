package dev.triptych.tck.fake;

import dev.triptych.spi.CommandExecution;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InteractiveSession;
import dev.triptych.spi.WorkloadKey;
import java.util.function.Function;

/** Commands on a {@link FakeBackend}: what they do there is told by {@link FakeBackend#onExecute}. */
final class FakeCommands implements CommandExecution {
    private final FakeBackend backend;
    private final Function<WorkloadKey, FakeObject> require;
    private final boolean interactive;

    /** @param interactive whether commands can have a terminal */
    FakeCommands(FakeBackend backend, Function<WorkloadKey, FakeObject> require, boolean interactive) {
        this.interactive = interactive;
        this.backend = backend;
        this.require = require;
    }

    @Override
    public InteractiveSession execute(WorkloadKey key, Command command) {
        if (command.terminal() != null && !interactive) {
            throw new DriverException(
                    DriverErrorCode.NOT_SUPPORTED, "simulated commands of this kind have no terminal");
        }
        boolean hasNul = command.arguments().stream().anyMatch(word -> word.indexOf('\0') >= 0);
        boolean hasBadName = command.env().keySet().stream().anyMatch(name -> name.indexOf('=') >= 0);
        if (hasNul || hasBadName || command.arguments().getFirst().isEmpty()) {
            throw new DriverException(DriverErrorCode.INVALID_SPEC, "no simulated command has that");
        }
        return backend.call(FakeOperation.EXECUTE, () -> {
            FakeObject object = require.apply(key);
            if (!object.running()) {
                throw new DriverException(DriverErrorCode.WORKLOAD_NOT_RUNNING, "nothing runs of the simulated " + key);
            }
            if (object.paused()) {
                throw new DriverException(DriverErrorCode.WORKLOAD_NOT_RUNNING, "the simulated " + key + " is paused");
            }
            FakeSession session = new FakeSession(command);
            object.sessions.add(session);
            FakeBackend.Executable program = backend.executable();
            Thread.ofVirtual().name("fake-command").start(() -> play(program, key, session));
            return session;
        });
    }

    @Override
    public boolean interactive() {
        return interactive;
    }

    private static void play(FakeBackend.Executable program, WorkloadKey key, FakeSession session) {
        try {
            program.run(key, session);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            session.exit(0);
        }
    }
}
