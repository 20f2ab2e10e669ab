package dev.triptych.driver.wasm.host;

import dev.triptych.driver.wasm.engine.CompiledModule;
import dev.triptych.driver.wasm.engine.Engine;
import dev.triptych.driver.wasm.engine.Execution;
import dev.triptych.driver.wasm.engine.Guest;
import dev.triptych.driver.wasm.wasi.GuestOutput;
import dev.triptych.driver.wasm.wasi.WasiGuest;
import java.io.InputStream;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Gives single runs what they need of a host: a thread, memory, a clock that ends them in time. */
final class SingleRuns {
    private final MemoryAdmission memory;
    private final GuestThreads threads;
    private final ScheduledThreadPoolExecutor timers;
    private final Sharers sharers;
    private final Clock clock;

    SingleRuns(
            MemoryAdmission memory,
            GuestThreads threads,
            ScheduledThreadPoolExecutor timers,
            Sharers sharers,
            Clock clock) {
        this.memory = memory;
        this.threads = threads;
        this.timers = timers;
        this.sharers = sharers;
        this.clock = clock;
    }

    /**
     * Makes a run ready.
     *
     * @param more environment besides the order's own; it wins over that
     */
    SingleRun prepare(
            GuestOrder order,
            Engine engine,
            CompiledModule module,
            Map<String, String> more,
            InputStream stdin,
            GuestOutput stdout,
            GuestOutput stderr) {
        Map<String, String> env = new HashMap<>(order.env());
        env.putAll(more);
        WasiGuest wasi = new WasiGuest(
                order.args(),
                env,
                stdin,
                stdout,
                stderr,
                order.mounts(),
                order.limits().openFiles(),
                clock);
        Execution execution = engine.prepare(
                module,
                new Guest(
                        wasi,
                        new Guest.Limits(order.memoryBytes(), order.limits().tableEntries())));
        return new SingleRun(module, execution, order.memoryBytes());
    }

    /**
     * Hands a run to a thread.
     *
     * @param limits of this run; its output is bounded by whoever takes it
     * @param afterwards runs on the guest's thread, when the outcome is known and before those who wait hear of it
     * @throws dev.triptych.spi.DriverException {@link dev.triptych.spi.DriverErrorCode#CAPACITY_EXCEEDED}
     */
    void submit(SingleRun run, GuestLimits limits, Runnable afterwards) {
        memory.admit(run.memoryLimit());
        try {
            threads.run(() -> toEnd(run, limits, afterwards));
        } catch (RuntimeException e) {
            memory.release(run.memoryLimit());
            throw e;
        }
    }

    private void toEnd(SingleRun run, GuestLimits limits, Runnable afterwards) {
        sharers.enter(run.module());
        try (RunWatch _ = RunWatch.begin(timers, limits, run::cpuNanos, run::end)) {
            run.run(clock);
        } finally {
            sharers.leave(run.module());
            memory.release(run.memoryLimit());
            try {
                afterwards.run();
            } finally {
                run.publishEnd();
            }
        }
    }
}
