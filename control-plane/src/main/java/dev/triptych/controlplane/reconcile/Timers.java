package dev.triptych.controlplane.reconcile;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Runs things later, each on a virtual thread of its own. */
@Component
class Timers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Timers.class);

    private final ScheduledThreadPoolExecutor clockwork;

    Timers() {
        clockwork = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("reconcile-timers").factory());
        clockwork.setRemoveOnCancelPolicy(true);
        clockwork.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Runs it at once. */
    void soon(Runnable task) {
        onItsOwn(task);
    }

    /** Runs it later, and nobody will want to cancel it. */
    void later(Duration delay, Runnable task) {
        ScheduledFuture<?> _ = after(delay, task);
    }

    ScheduledFuture<?> after(Duration delay, Runnable task) {
        return clockwork.schedule(() -> onItsOwn(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    ScheduledFuture<?> every(Duration period, Runnable task) {
        return clockwork.scheduleWithFixedDelay(
                () -> onItsOwn(task), period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static void onItsOwn(Runnable task) {
        Thread.ofVirtual().name("reconcile-timer").start(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("a timer's task failed", e);
            }
        });
    }

    @Override
    public void close() {
        clockwork.shutdownNow();
    }
}
