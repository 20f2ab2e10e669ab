package dev.triptych.systemtests;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits on a level, with a bound. */
public final class Await {
    private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();

    private Await() {}

    public static void level(String description, Duration bound, BooleanSupplier holds) {
        long deadline = System.nanoTime() + bound.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + bound + ": " + description);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
