package dev.triptych.controlplane.dispatch;

import dev.triptych.spi.CommandExecution;
import dev.triptych.spi.CommandExecution.Command;
import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InteractiveSession;
import dev.triptych.spi.WorkloadKey;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Finds out by a command in a workload how it is. These commands are the service's own: they take no place from those that
 * people run, and are not in the audit.
 */
@Component
public class CommandChecks {
    private static final Logger LOG = LoggerFactory.getLogger(CommandChecks.class);

    private final CommandTimeouts timeouts;

    CommandChecks(CommandTimeouts timeouts) {
        this.timeouts = timeouts;
    }

    /**
     * Whether the command exits with 0 within this time; what it writes is thrown away. False as well when it cannot be run:
     * the workload does not run, its backend cannot be asked, or its kind runs no commands.
     *
     * @param timeout more than 0; a command that takes longer is ended
     */
    public boolean succeeds(Driver driver, WorkloadKey key, Command command, Duration timeout) {
        Optional<CommandExecution> execution = driver.capability(CommandExecution.class);
        if (execution.isEmpty()) {
            return false;
        }
        try (InteractiveSession session = execution.get().execute(key, command);
                CommandTimeouts.Bound bound = timeouts.begin(session, timeout)) {
            session.endInput();
            while (session.read() != null) {
                // read to its end, so that nothing it writes holds it back
            }
            return !bound.isOver() && session.exitCode().orElse(-1) == 0;
        } catch (DriverException e) {
            LOG.trace("{} was not found well: {}", key, e.toString());
            return false;
        }
    }
}
