package dev.triptych.driver.wasm.host;

import dev.triptych.driver.wasm.engine.CompiledModule;
import dev.triptych.driver.wasm.engine.Execution;
import dev.triptych.driver.wasm.engine.Outcome;
import dev.triptych.driver.wasm.host.ExitMapper.Ending;
import dev.triptych.spi.Exit;
import dev.triptych.spi.Moment;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One run that is not an incarnation of a workload: a call, or the answer to a request. */
final class SingleRun {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final CompiledModule module;
    private final Execution execution;
    private final long memoryLimit;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
    private volatile @Nullable Exit exit;
    private volatile @Nullable Thread thread;
    private volatile long cpuAtStart;
    private volatile long cpuNanos;
    private volatile long durationNanos;

    SingleRun(CompiledModule module, Execution execution, long memoryLimit) {
        this.module = module;
        this.execution = execution;
        this.memoryLimit = memoryLimit;
    }

    /** Runs it on this thread. Its outcome is known afterwards, and {@link #publishEnd} is yet to come. */
    void run(Clock clock) {
        long startedAt = System.nanoTime();
        cpuAtStart = THREADS.getCurrentThreadCpuTime();
        thread = Thread.currentThread();
        Outcome outcome = execution.run();
        cpuNanos = THREADS.getCurrentThreadCpuTime() - cpuAtStart;
        thread = null;
        durationNanos = System.nanoTime() - startedAt;
        exit = ExitMapper.exit(outcome, ending.get(), execution.memoryRefused(), memoryLimit, Moment.now(clock));
        if (outcome instanceof Outcome.EngineFailed failed) {
            System.getLogger(SingleRun.class.getName())
                    .log(System.Logger.Level.ERROR, "The engine failed in a single run", failed.cause());
        }
    }

    /** Lets those who wait for the end go on. */
    void publishEnd() {
        ended.countDown();
    }

    /** Ends the guest, for the first reason given. */
    void end(Ending why) {
        ending.compareAndSet(null, why);
        execution.interrupt();
    }

    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    CompiledModule module() {
        return module;
    }

    long memoryLimit() {
        return memoryLimit;
    }

    /** How it ended; to be asked when it has. */
    Exit exit() {
        Exit known = exit;
        if (known == null) {
            throw new IllegalStateException("it has not ended");
        }
        return known;
    }

    long durationNanos() {
        return durationNanos;
    }

    /** Processor time so far, in nanoseconds. */
    long cpuNanos() {
        Thread running = thread;
        if (running == null) {
            return cpuNanos;
        }
        long now = THREADS.getThreadCpuTime(running.threadId());
        return thread == null || now < 0 ? cpuNanos : now - cpuAtStart;
    }

    /** Linear memory and tables now, in bytes. */
    long memoryBytes() {
        return execution.memoryBytes();
    }

    long memoryPeakBytes() {
        return execution.memoryPeakBytes();
    }
}
