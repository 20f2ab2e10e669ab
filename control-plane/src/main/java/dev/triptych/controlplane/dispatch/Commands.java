package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.controlplane.workload.Action;
import dev.triptych.controlplane.workload.WorkloadRecord;
import dev.triptych.spi.CommandExecution;
import dev.triptych.spi.CommandExecution.Command;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InteractiveSession;
import org.springframework.stereotype.Component;

/** Runs further commands in what runs. Nothing of them goes on record but the call itself, in the audit. */
@Component
public class Commands {
    private static final String CANNOT = "No command can be run in it";

    private final Reach reach;
    private final TerminalPlaces places;

    Commands(Reach reach, TerminalPlaces places) {
        this.reach = reach;
        this.places = places;
    }

    /**
     * Refuses when no terminal can be opened now; changes nothing.
     *
     * @throws TriptychException {@link ErrorCode#WORKLOAD_NOT_FOUND}, {@link ErrorCode#NOT_SUPPORTED} by this kind, or where
     *     commands have no terminal, {@link ErrorCode#ACTION_NOT_POSSIBLE} in this state, {@link ErrorCode#TOO_MANY_REQUESTS}
     */
    public void requireTerminal(String name) {
        WorkloadRecord workload = reach.require(name, Action.EXEC, CANNOT);
        if (!reach.reach(workload, CommandExecution.class, CANNOT).driver().interactive()) {
            throw new Unprocessable(
                    ErrorCode.NOT_SUPPORTED,
                    "No terminal can be opened in it: a guest agent runs commands without one. POST runs a command, and the"
                            + " machine's console takes a login.");
        }
        places.require(workload.id());
    }

    /**
     * Begins a command. Whoever begins it closes it, which frees its place.
     *
     * @throws TriptychException as {@link #requireTerminal}, and what the driver's refusals are called
     */
    public InteractiveSession begin(String name, Command command) {
        WorkloadRecord workload = reach.require(name, Action.EXEC, CANNOT);
        Reach.Reached<CommandExecution> reached = reach.reach(workload, CommandExecution.class, CANNOT);
        places.take(workload.id());
        try {
            InteractiveSession session = reached.driver().execute(reached.key(), command);
            return new PlacedSession(session, () -> places.free(workload.id()));
        } catch (DriverException e) {
            places.free(workload.id());
            throw DriverFailures.toApi(e);
        } catch (RuntimeException | Error e) {
            places.free(workload.id());
            throw e;
        }
    }
}
