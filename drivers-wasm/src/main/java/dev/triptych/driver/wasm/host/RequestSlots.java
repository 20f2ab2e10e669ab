package dev.triptych.driver.wasm.host;

import java.util.ArrayDeque;
import java.util.Deque;

/** So many of one service's requests run at once, so many more wait in order, and the rest is refused. */
final class RequestSlots {
    private final int slots;
    private final int places;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int taken;
    private long refused;

    RequestSlots(int slots, int places) {
        this.slots = slots;
        this.places = places;
    }

    /**
     * Runs it now, or when {@link #leave} frees a slot; false when there is no place to wait. What is run has the slot
     * until somebody calls {@link #leave} for it.
     */
    boolean enter(Runnable request) {
        synchronized (this) {
            if (taken >= slots) {
                if (waiting.size() >= places) {
                    refused++;
                    return false;
                }
                waiting.addLast(request);
                return true;
            }
            taken++;
        }
        request.run();
        return true;
    }

    /** Gives a slot back, and runs the next request. */
    void leave() {
        Runnable next;
        synchronized (this) {
            next = waiting.pollFirst();
            if (next == null) {
                taken--;
                notifyAll();
                return;
            }
        }
        next.run();
    }

    /** Waits until no request has a slot. */
    synchronized boolean awaitIdle(long nanos) throws InterruptedException {
        long begin = System.nanoTime();
        for (long left = nanos; taken > 0 && left > 0; left = nanos - (System.nanoTime() - begin)) {
            wait(Math.max(1, left / 1_000_000));
        }
        return taken == 0;
    }

    synchronized int active() {
        return taken;
    }

    synchronized int waiting() {
        return waiting.size();
    }

    synchronized long refused() {
        return refused;
    }
}
