package dev.triptych.controlplane.verification;

import dev.triptych.gateway.client.GatewayUnavailable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Has the desk do its round again and again. */
@Component
class TapLoop implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(TapLoop.class);
    private static final long EVERY_MILLIS = 250;

    private final TapDesk desk;
    private @Nullable ScheduledExecutorService timer;
    private boolean troubled;

    TapLoop(TapDesk desk) {
        this.desk = desk;
    }

    @Override
    public void start() {
        ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("taps").factory());
        timer = started;
        Future<?> _ = started.scheduleWithFixedDelay(this::turn, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Whatever goes wrong, the next round may go well; the first of a row is told, without what was fetched. */
    private void turn() {
        try {
            desk.turn();
            troubled = false;
        } catch (GatewayUnavailable | RuntimeException e) {
            if (!troubled) {
                troubled = true;
                LOG.warn(
                        "what the gateway recorded or mirrored could not be fetched: {}",
                        e.getClass().getName());
            }
        }
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
