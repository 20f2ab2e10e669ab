package dev.triptych.controlplane.web;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The answers that do not end by themselves. They are told when the service stops, so that it need not wait for them. */
@Component
final class OpenStreams implements SmartLifecycle {
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
            threads.remove(Thread.currentThread());
        }
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        threads.forEach(Thread::interrupt);
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
