package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.workload.Action;
import dev.triptych.controlplane.workload.WorkloadRecord;
import dev.triptych.spi.DisplayAccess;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InteractiveSession;
import org.springframework.stereotype.Component;

/** Opens the displays of machines. Many may watch and use one at once: what they do is mixed, as by people at one keyboard. */
@Component
public class Displays {
    private static final String CANNOT = "Its display cannot be opened";

    private final Reach reach;
    private final TerminalPlaces places;

    Displays(Reach reach, TerminalPlaces places) {
        this.reach = reach;
        this.places = places;
    }

    /**
     * Refuses when it cannot be opened now; changes nothing.
     *
     * @throws TriptychException {@link ErrorCode#WORKLOAD_NOT_FOUND}, {@link ErrorCode#NOT_SUPPORTED} by this kind or without graphics,
     *     {@link ErrorCode#ACTION_NOT_POSSIBLE} in this state, {@link ErrorCode#TOO_MANY_REQUESTS}
     */
    public void require(String name) {
        places.require(reach.require(name, Action.DISPLAY, CANNOT).id());
    }

    /**
     * Opens it. Whoever opens it closes it, which frees its place.
     *
     * @throws TriptychException as {@link #require}, and what the driver's refusals are called
     */
    public InteractiveSession open(String name) {
        WorkloadRecord workload = reach.require(name, Action.DISPLAY, CANNOT);
        Reach.Reached<DisplayAccess> reached = reach.reach(workload, DisplayAccess.class, CANNOT);
        places.take(workload.id());
        try {
            return new PlacedSession(reached.driver().openDisplay(reached.key()), () -> places.free(workload.id()));
        } catch (DriverException e) {
            places.free(workload.id());
            throw DriverFailures.toApi(e);
        } catch (RuntimeException | Error e) {
            places.free(workload.id());
            throw e;
        }
    }
}
