package dev.triptych.driver.wasm.host.child;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Gives back what a host no longer needs: once in each time that no guest runs for long. Such a collection stops all threads for
 * some tens of milliseconds, so it is not for times when somebody waits.
 */
final class IdleTrim {
    private static final Duration AFTER = Duration.ofSeconds(15);

    private final BooleanSupplier idle;
    private long idleSince = System.nanoTime();
    private boolean done;

    IdleTrim(BooleanSupplier idle) {
        this.idle = idle;
    }

    /** To be called now and then, by one thread. */
    void look() {
        long now = System.nanoTime();
        if (!idle.getAsBoolean()) {
            idleSince = now;
            done = false;
        } else if (!done && now - idleSince > AFTER.toNanos()) {
            done = true;
            System.gc();
        }
    }
}
