package dev.triptych.controlplane.web;

import java.time.Duration;

/** How long sending to one reader took since it had last caught up. For one thread. */
final class SendingTime {
    private final long limit;
    private long spent;

    SendingTime(Duration limit) {
        this.limit = limit.toNanos();
    }

    /** What may take its time because of the reader. */
    @FunctionalInterface
    interface Sending<E extends Exception> {
        void run() throws E;
    }

    <E extends Exception> void of(Sending<E> sending) throws E {
        long from = System.nanoTime();
        sending.run();
        spent += System.nanoTime() - from;
    }

    void caughtUp() {
        spent = 0;
    }

    boolean isOver() {
        return spent > limit;
    }
}
