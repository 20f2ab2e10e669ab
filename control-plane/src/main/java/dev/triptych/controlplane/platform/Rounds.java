package dev.triptych.controlplane.platform;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** Does the same again and again, on a thread of its own, from the start of the service to its end. */
public abstract class Rounds implements SmartLifecycle {
    private final String thread;
    private final Duration every;
    private @Nullable ScheduledExecutorService timer;
    private boolean troubled;

    /**
     * Does nothing before it is started.
     *
     * @param thread its name
     * @param every from the end of a round to the beginning of the next
     */
    protected Rounds(String thread, Duration every) {
        this.thread = thread;
        this.every = every;
    }

    /** Does one round. Whatever goes wrong, the next one may go well. */
    protected abstract void round() throws Exception;

    /** Tells the first failure of a row. */
    protected abstract void tell(Exception failure);

    private void go() {
        try {
            round();
            troubled = false;
        } catch (Exception e) {
            if (!troubled) {
                troubled = true;
                tell(e);
            }
        }
    }

    @Override
    public void start() {
        ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(thread).factory());
        timer = started;
        Future<?> _ = started.scheduleWithFixedDelay(this::go, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        ScheduledExecutorService running = timer;
        timer = null;
        if (running != null) {
            running.shutdownNow();
        }
    }

    @Override
    public boolean isRunning() {
        return timer != null;
    }
}
