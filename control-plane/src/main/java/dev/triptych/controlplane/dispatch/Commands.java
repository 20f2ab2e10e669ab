package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.controlplane.workload.Action;
import dev.triptych.controlplane.workload.AvailableAction;
import dev.triptych.controlplane.workload.BackendObject;
import dev.triptych.controlplane.workload.Desired;
import dev.triptych.controlplane.workload.KindPowers;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.controlplane.workload.WorkloadRecord;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.CommandExecution;
import dev.triptych.spi.CommandExecution.Command;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InteractiveSession;
import dev.triptych.spi.WorkloadId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Runs further commands in what runs. Nothing of them goes on record but the call itself, in the audit. */
@Component
public class Commands {
    private final WorkloadQueries workloads;
    private final Drivers drivers;
    private final TerminalProperties properties;
    private final Map<WorkloadId, Integer> open = new ConcurrentHashMap<>();

    Commands(WorkloadQueries workloads, Drivers drivers, TerminalProperties properties) {
        this.workloads = workloads;
        this.drivers = drivers;
        this.properties = properties;
    }

    /**
     * Refuses when no command can be run now; changes nothing.
     *
     * @throws TriptychException {@link ErrorCode#WORKLOAD_NOT_FOUND}, {@link ErrorCode#NOT_SUPPORTED} by this kind,
     *     {@link ErrorCode#ACTION_NOT_POSSIBLE} in this state, {@link ErrorCode#TOO_MANY_REQUESTS}
     */
    public void require(String name) {
        WorkloadRecord workload = possible(name);
        requirePlace(workload.id());
    }

    /**
     * Begins a command. Whoever begins it closes it, which frees its place.
     *
     * @throws TriptychException as {@link #require}, and what the driver's refusals are called
     */
    public InteractiveSession begin(String name, Command command) {
        WorkloadRecord workload = possible(name);
        BackendObject object = workload.object();
        if (object == null) {
            throw new Conflict(ErrorCode.ACTION_NOT_POSSIBLE, "No command can be run in it: nothing of it runs.");
        }
        // While a replacement is on its way, what runs may be of another generation and another kind.
        CommandExecution driver = drivers.of(object.kind())
                .capability(CommandExecution.class)
                .orElseThrow(() -> new Unprocessable(
                        ErrorCode.NOT_SUPPORTED, "Commands cannot be run in workloads of this kind here."));
        takePlace(workload.id());
        try {
            InteractiveSession session = driver.execute(object.key(workload.id()), command);
            return new PlacedSession(session, () -> freePlace(workload.id()));
        } catch (DriverException e) {
            freePlace(workload.id());
            throw DriverFailures.toApi(e);
        } catch (RuntimeException | Error e) {
            freePlace(workload.id());
            throw e;
        }
    }

    private WorkloadRecord possible(String name) {
        WorkloadView view = workloads.get(name);
        WorkloadRecord workload = view.workload();
        Optional<String> never = KindPowers.noCommands(workload.description().kind());
        if (never.isPresent() && workload.desired() != Desired.DELETED) {
            throw new Unprocessable(ErrorCode.NOT_SUPPORTED, "No command can be run in it: " + never.get() + ".");
        }
        AvailableAction action = view.available(Action.EXEC);
        if (!action.available()) {
            throw new Conflict(ErrorCode.ACTION_NOT_POSSIBLE, "No command can be run in it: " + action.reason() + ".");
        }
        return workload;
    }

    private synchronized void requirePlace(WorkloadId workload) {
        int all = open.values().stream().mapToInt(Integer::intValue).sum();
        if (all >= properties.most()) {
            throw new LimitReached(
                    ErrorCode.TOO_MANY_REQUESTS,
                    all + " commands run in the workloads of this host. Close a terminal, or wait until one ends.");
        }
        int here = open.getOrDefault(workload, 0);
        if (here >= properties.mostPerWorkload()) {
            throw new LimitReached(
                    ErrorCode.TOO_MANY_REQUESTS,
                    here + " commands run in this workload. Close a terminal, or wait until one ends.");
        }
    }

    private synchronized void takePlace(WorkloadId workload) {
        requirePlace(workload);
        open.merge(workload, 1, Integer::sum);
    }

    private synchronized void freePlace(WorkloadId workload) {
        open.computeIfPresent(workload, (_, count) -> count == 1 ? null : count - 1);
    }
}
