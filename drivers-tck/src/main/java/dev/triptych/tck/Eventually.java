package dev.triptych.tck;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits on a level, with a bound: the only way in which tests wait for something. */
public final class Eventually {
    private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();

    private Eventually() {}

    /** Returns as soon as the condition holds; fails with the description when it does not within the bound. */
    public static void holds(String description, Duration bound, BooleanSupplier condition) {
        value(description, bound, condition::getAsBoolean, held -> held);
    }

    /** Returns the first value that is accepted; fails with the last value seen when none is within the bound. */
    public static <T> T value(String description, Duration bound, Supplier<T> source, Predicate<? super T> accepted) {
        long deadline = System.nanoTime() + bound.toNanos();
        while (true) {
            T value = source.get();
            if (accepted.test(value)) {
                return value;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + bound + ": " + description + "; last seen: " + value);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
