package dev.triptych.gateway.proxy;

import java.util.concurrent.atomic.AtomicLong;

/** Memory that many share and none may exceed. */
final class Budget {
    private final AtomicLong left;

    Budget(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    /** False, and nothing taken, when there is not so much left. */
    boolean take(long bytes) {
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        left.addAndGet(bytes);
        return false;
    }

    void give(long bytes) {
        left.addAndGet(bytes);
    }
}
