package dev.triptych.driver.wasm.host;

import dev.triptych.driver.wasm.host.ExitMapper.Ending;
import dev.triptych.spi.ExitReason;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends one run when its time is over: the time since it began, or the time that its thread had a processor.
 *
 * <p>A guest is one thread, so it cannot use more processor time than passes. What is left of its processor time is thus
 * the earliest at which to look again, and a guest that sleeps costs a look now and then.
 */
final class RunWatch implements AutoCloseable {
    private static final long LEAST_PAUSE_NANOS = 2_000_000;

    private final ScheduledExecutorService timers;
    private final LongSupplier cpuNanos;
    private final Consumer<Ending> end;
    private @Nullable ScheduledFuture<?> timeLimit;
    private @Nullable ScheduledFuture<?> nextLook;
    private boolean over;

    private RunWatch(ScheduledExecutorService timers, LongSupplier cpuNanos, Consumer<Ending> end) {
        this.timers = timers;
        this.cpuNanos = cpuNanos;
        this.end = end;
    }

    /**
     * Begins to watch a run that begins now.
     *
     * @param cpuNanos processor time of the run so far; any thread
     * @param end ends the run, for the first reason given; any thread
     */
    static RunWatch begin(
            ScheduledExecutorService timers, GuestLimits limits, LongSupplier cpuNanos, Consumer<Ending> end) {
        RunWatch watch = new RunWatch(timers, cpuNanos, end);
        Duration timeout = limits.timeout();
        Duration cpuTime = limits.cpuTime();
        if (timeout != null) {
            watch.timeLimit = watch.after(timeout.toNanos(), () -> watch.timeIsOver(timeout));
        }
        if (cpuTime != null) {
            watch.lookAgain(cpuTime, cpuTime.toNanos());
        }
        return watch;
    }

    private @Nullable ScheduledFuture<?> after(long nanos, Runnable then) {
        try {
            return timers.schedule(then, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The host is closing, and ends every run itself.
            return null;
        }
    }

    private void timeIsOver(Duration timeout) {
        end.accept(new Ending(ExitReason.TIME_LIMIT, "It ran longer than its limit of " + timeout.toMillis() + " ms."));
    }

    private synchronized void lookAgain(Duration cpuTime, long nanos) {
        if (!over) {
            nextLook = after(nanos, () -> look(cpuTime));
        }
    }

    private void look(Duration cpuTime) {
        long left = cpuTime.toNanos() - cpuNanos.getAsLong();
        if (left <= 0) {
            end.accept(new Ending(
                    ExitReason.CPU_LIMIT,
                    "It used more than its limit of " + cpuTime.toMillis() + " ms of processor time."));
        } else {
            lookAgain(cpuTime, Math.max(LEAST_PAUSE_NANOS, left));
        }
    }

    /** Watches no longer. */
    @Override
    public synchronized void close() {
        over = true;
        if (timeLimit != null) {
            timeLimit.cancel(false);
        }
        if (nextLook != null) {
            nextLook.cancel(false);
        }
    }
}
