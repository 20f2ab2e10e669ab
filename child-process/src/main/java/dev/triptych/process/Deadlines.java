package dev.triptych.process;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Closes connections whose call takes too long: a blocked read on such a socket knows no time-out of its own. */
public final class Deadlines implements AutoCloseable {
    private static final long EVERY_MILLIS = 250;

    private final Map<WireConnection, Long> ends = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("call-deadlines").factory());

    public Deadlines() {
        ScheduledFuture<?> _ =
                timer.scheduleWithFixedDelay(this::check, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    public void begin(WireConnection connection, Duration most) {
        ends.put(connection, System.nanoTime() + most.toNanos());
    }

    /** Whether the call was still within its time. */
    public boolean end(WireConnection connection) {
        return ends.remove(connection) != null;
    }

    private void check() {
        long now = System.nanoTime();
        ends.forEach((connection, end) -> {
            if (now - end > 0 && ends.remove(connection, end)) {
                try {
                    connection.close();
                } catch (IOException e) {
                    System.getLogger(Deadlines.class.getName())
                            .log(System.Logger.Level.WARNING, "A connection could not be closed", e);
                }
            }
        });
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
