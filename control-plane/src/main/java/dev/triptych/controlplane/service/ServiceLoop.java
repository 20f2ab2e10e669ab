package dev.triptych.controlplane.service;

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

/** Looks at the workloads behind services again and again, and tells the gateway what has changed. */
@Component
class ServiceLoop implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceLoop.class);

    private final GatewayDesk desk;
    private final ServiceMetrics metrics;
    private final ServiceProperties properties;
    private @Nullable ScheduledExecutorService timer;
    private boolean troubled;

    ServiceLoop(GatewayDesk desk, ServiceMetrics metrics, ServiceProperties properties) {
        this.desk = desk;
        this.metrics = metrics;
        this.properties = properties;
    }

    @Override
    public void start() {
        ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("services").factory());
        timer = started;
        long every = properties.every().toMillis();
        Future<?> _ = started.scheduleWithFixedDelay(this::look, 0, every, TimeUnit.MILLISECONDS);
    }

    /** Whatever goes wrong, the next look may go well; the first of a row is told. */
    private void look() {
        try {
            desk.refresh();
            metrics.refresh();
            troubled = false;
        } catch (GatewayUnavailable | RuntimeException e) {
            if (!troubled) {
                troubled = true;
                LOG.warn("the gateway could not be told what changed: {}", e.toString());
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
