package dev.triptych.driver.wasm.host;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Platform threads for guests: they have a CPU clock, a stack of set size, and less urgency than our own. */
final class GuestThreads implements AutoCloseable {
    private static final long IDLE_SECONDS = 60;

    private final ThreadPoolExecutor threads;
    private final int most;

    GuestThreads(int most, long stackBytes, int nice) {
        this.most = most;
        AtomicInteger number = new AtomicInteger();
        this.threads =
                new ThreadPoolExecutor(0, most, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Runnable nicely = () -> {
                        Niceness.ofThisThread(nice);
                        task.run();
                    };
                    Thread thread =
                            new Thread(null, nicely, "wasm-guest-" + number.incrementAndGet(), stackBytes, false);
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Hands a guest to a thread that is free or new. */
    void run(Runnable guest) {
        try {
            threads.execute(guest);
        } catch (RejectedExecutionException e) {
            throw new DriverException(
                    DriverErrorCode.CAPACITY_EXCEEDED,
                    "%d guests are running; no more than that many may at once.".formatted(most),
                    "",
                    e);
        }
    }

    /** Whether none runs a guest. */
    boolean none() {
        return threads.getActiveCount() == 0;
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
