package dev.triptych.driver.vm;

import dev.triptych.spi.ConsoleAccess;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InteractiveSession;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.WorkloadKey;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The serial consoles of machines. */
final class MachineConsoles implements ConsoleAccess {
    private final Machines machines;
    private final Operations operations;
    private final Duration deadline;
    private final Function<WorkloadKey, Observation> look;
    private final Clock clock;
    private final Map<WorkloadKey, ConsolePort> ports = new ConcurrentHashMap<>();

    MachineConsoles(
            Machines machines,
            Operations operations,
            Duration deadline,
            Function<WorkloadKey, Observation> look,
            Clock clock) {
        this.machines = machines;
        this.operations = operations;
        this.deadline = deadline;
        this.look = look;
        this.clock = clock;
    }

    @Override
    public InteractiveSession openConsole(WorkloadKey key, int recent) {
        return operations.run(deadline, () -> open(key, recent));
    }

    private InteractiveSession open(WorkloadKey key, int recent) {
        String run = requireRunning(look.apply(key));
        Machine machine = machines.of(key);
        LogCursor cursor;
        try {
            cursor = new LogCursor(null, RotatedLog.beforeEnd(machine.files().console(), recent));
        } catch (IOException failure) {
            throw VmStorage.failure("the console cannot be read", failure);
        }
        ConsoleSession session = new ConsoleSession(take(machine), () -> release(key));
        LogSubscription subscription = new LogSubscription(
                machine, new LogSubscription.Wanted(run, null, true), cursor, session, machines.bell(machine), clock);
        session.reads(subscription);
        Thread.ofVirtual().name("vm-console-log").start(subscription);
        return session;
    }

    static String requireRunning(Observation now) {
        if (now.state() == ObservedState.ABSENT) {
            throw new DriverException(DriverErrorCode.WORKLOAD_ABSENT, "there is no such machine");
        }
        if (now.exit() != null || now.incarnation() == null || now.state() == ObservedState.STOPPED) {
            throw new DriverException(DriverErrorCode.WORKLOAD_NOT_RUNNING, "the machine does not run");
        }
        return now.incarnation();
    }

    private ConsolePort take(Machine machine) {
        return Objects.requireNonNull(ports.compute(
                machine.key(),
                (key, known) -> (known == null ? new ConsolePort(machine.files().consolePort()) : known).taken()));
    }

    private void release(WorkloadKey key) {
        ports.computeIfPresent(key, (same, port) -> port.released());
    }
}
