package dev.triptych.tck;

import dev.triptych.spi.CommandExecution.Command;
import dev.triptych.spi.WorkloadKey;

/** A fixture whose driver runs commands. */
public interface CommandFixture extends DriverFixture {

    /** A command without a terminal, as the workload's own user in its own directory. */
    Command command(TestCommand command);

    /** Whether a command of this workload that was told to {@link TestCommand.Stay} still runs, as the backend itself sees it. */
    boolean isRunningACommandThatStays(WorkloadKey key);
}
