package dev.triptych.controlplane.reconcile;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Bounds the calls in which a backend may hang.
 *
 * <p>A run is <em>stuck</em> in a state on the way when the call that leads out of it has not returned within its deadline.
 * The call is then interrupted, and what came of it is found out; nothing is believed to have ended because of it.
 */
@Component
class Deadlines {
    private final Timers timers;

    Deadlines(Timers timers) {
        this.timers = timers;
    }

    /**
     * Makes a call that is interrupted when it takes too long.
     *
     * @param byCommand whether a command that does not want the run any more may interrupt it too
     * @param onOver told first when it takes too long
     */
    <T> T within(Lane lane, Duration limit, boolean byCommand, Runnable onOver, Supplier<T> call) {
        Lane.Call place = new Lane.Call(Thread.currentThread(), byCommand);
        Future<?> timer = timers.after(limit, () -> {
            onOver.run();
            lane.interrupt(place);
        });
        try {
            return lane.interruptibly(place, call);
        } finally {
            timer.cancel(false);
        }
    }
}
