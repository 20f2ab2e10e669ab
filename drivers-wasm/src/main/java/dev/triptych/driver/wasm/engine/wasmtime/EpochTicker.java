package dev.triptych.driver.wasm.engine.wasmtime;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Moves the epoch on while somebody's end is wanted, and only then: guests look at it at every call and every jump back,
 * and ask us when it has moved. It goes on until they ended, because a guest that just asked misses the move that comes
 * while its answer is on its way.
 */
final class EpochTicker implements AutoCloseable {
    private static final long EVERY_MILLIS = 5;

    private final Runnable move;
    private final Set<Object> wanted = new HashSet<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private boolean closed;

    /** @param move moves the epoch on by one; any thread */
    EpochTicker(Runnable move) {
        this.move = move;
        Thread.ofPlatform().daemon().name("wasm-epoch").start(this::tick);
    }

    /** Ends a run soon. */
    void end(Object run) {
        lock.lock();
        try {
            wanted.add(run);
            move.run();
            change.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Says that a run has ended. */
    void ended(Object run) {
        lock.lock();
        try {
            wanted.remove(run);
        } finally {
            lock.unlock();
        }
    }

    private void tick() {
        lock.lock();
        try {
            while (!closed) {
                if (wanted.isEmpty()) {
                    change.await();
                } else {
                    move.run();
                    change.await(EVERY_MILLIS, TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            change.signal();
        } finally {
            lock.unlock();
        }
    }
}
