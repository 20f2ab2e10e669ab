package dev.triptych.controlplane.web;

import java.time.Duration;

/** How long nothing was sent on a stream that must not be silent for too long. For one thread. */
final class Silence {
    private static final Duration LEAST = Duration.ofMillis(1);

    private final Duration limit;
    private long since = System.nanoTime();

    Silence(Duration limit) {
        this.limit = limit;
    }

    /** What is left of it, but at most this long; more than nothing. */
    Duration leftAtMost(Duration most) {
        Duration left = limit.minusNanos(System.nanoTime() - since);
        Duration shorter = left.compareTo(most) < 0 ? left : most;
        return shorter.compareTo(LEAST) < 0 ? LEAST : shorter;
    }

    boolean isOver() {
        return System.nanoTime() - since >= limit.toNanos();
    }

    void broken() {
        since = System.nanoTime();
    }
}
