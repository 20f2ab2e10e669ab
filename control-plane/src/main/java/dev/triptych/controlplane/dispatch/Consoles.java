package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.workload.Action;
import dev.triptych.controlplane.workload.WorkloadRecord;
import dev.triptych.spi.ConsoleAccess;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InteractiveSession;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKey;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.stereotype.Component;

/** Opens the consoles of machines: for many to read, and for one to write. */
@Component
public class Consoles {
    private static final String CANNOT = "Its console cannot be opened";

    private final Reach reach;
    private final TerminalPlaces places;
    private final TerminalProperties properties;
    private final Map<WorkloadKey, ConsoleDesk> desks = new ConcurrentHashMap<>();

    Consoles(Reach reach, TerminalPlaces places, TerminalProperties properties) {
        this.reach = reach;
        this.places = places;
        this.properties = properties;
    }

    /**
     * Refuses when it cannot be opened now; changes nothing.
     *
     * @throws TriptychException {@link ErrorCode#WORKLOAD_NOT_FOUND}, {@link ErrorCode#NOT_SUPPORTED} by this kind,
     *     {@link ErrorCode#ACTION_NOT_POSSIBLE} in this state, {@link ErrorCode#TOO_MANY_REQUESTS}
     */
    public void require(String name) {
        places.require(reach.require(name, Action.CONSOLE, CANNOT).id());
    }

    /**
     * Opens it. Whoever opens it closes it, which frees its place.
     *
     * @param who the caller's name, which the others are told when this one writes
     * @throws TriptychException as {@link #require}, and what the driver's refusals are called
     */
    public SharedSession open(String name, String who) {
        WorkloadRecord workload = reach.require(name, Action.CONSOLE, CANNOT);
        Reach.Reached<ConsoleAccess> reached = reach.reach(workload, ConsoleAccess.class, CANNOT);
        places.take(workload.id());
        try {
            InteractiveSession session = reached.driver()
                    .openConsole(
                            reached.key(),
                            Math.toIntExact(properties.consoleRecent().bytes()));
            return sit(reached.key(), session, who);
        } catch (DriverException e) {
            places.free(workload.id());
            throw DriverFailures.toApi(e);
        } catch (RuntimeException | Error e) {
            places.free(workload.id());
            throw e;
        }
    }

    private SharedSession sit(WorkloadKey key, InteractiveSession session, String who) {
        AtomicReference<SharedSession> seat = new AtomicReference<>();
        desks.compute(key, (_, known) -> {
            ConsoleDesk desk = known == null ? new ConsoleDesk() : known;
            seat.set(desk.sit(session, who, () -> freed(key)));
            return desk;
        });
        return Objects.requireNonNull(seat.get());
    }

    private void freed(WorkloadKey key) {
        desks.computeIfPresent(key, (_, desk) -> desk.isEmpty() ? null : desk);
        WorkloadId workload = key.id();
        places.free(workload);
    }
}
