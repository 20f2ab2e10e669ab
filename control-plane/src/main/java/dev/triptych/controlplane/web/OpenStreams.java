package dev.triptych.controlplane.web;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The answers that do not end by themselves. They are told when the service stops, and have a moment to tell their clients
 * while there is a server.
 */
@Component
final class OpenStreams implements SmartLifecycle {
    private static final long FAREWELL_NANOS = Duration.ofSeconds(2).toNanos();

    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile boolean running;

    /** What writes to a client until it ends or its thread is interrupted. */
    @FunctionalInterface
    interface Stream<E extends Exception> {
        void run() throws E, InterruptedException;
    }

    /**
     * Runs a stream on the calling thread, as soon as the call's own thread is done with the answer. Returns when it
     * has ended by itself or the service stops.
     */
    <E extends Exception> void run(HandOver handOver, Stream<E> stream) throws E {
        threads.add(Thread.currentThread());
        try {
            handOver.await();
            stream.run();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            left(Thread.currentThread());
        }
    }

    private synchronized void left(Thread thread) {
        threads.remove(thread);
        notifyAll();
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        threads.forEach(Thread::interrupt);
        try {
            awaitFarewells(System.nanoTime() + FAREWELL_NANOS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void awaitFarewells(long end) throws InterruptedException {
        for (long left = end - System.nanoTime(); left > 0 && !threads.isEmpty(); left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops before the web server begins to wait for what is under way. */
    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE;
    }
}
