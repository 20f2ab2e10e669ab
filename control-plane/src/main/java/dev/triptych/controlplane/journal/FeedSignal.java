package dev.triptych.controlplane.journal;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/** Wakes readers when there may be something new. Raising it costs next to nothing while nobody waits. */
@Component
class FeedSignal {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition raised = lock.newCondition();
    private volatile long count;

    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
    void raise() {
        lock.lock();
        try {
            count++;
            raised.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How often it was raised; to be read before looking for news. */
    long count() {
        return count;
    }

    /** Returns when it was raised more often than that, or the time is over. */
    void awaitMoreThan(long seen, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (count <= seen && left > 0) {
                left = raised.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
