package dev.triptych.driver.wasm.host;

import dev.triptych.driver.wasm.engine.CompiledModules;
import dev.triptych.driver.wasm.engine.Engine;
import dev.triptych.driver.wasm.engine.Engines;
import dev.triptych.driver.wasm.host.ExitMapper.Ending;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.Figure;
import dev.triptych.spi.Figure.Unit;
import dev.triptych.spi.Invoking;
import dev.triptych.spi.Invoking.Invocation;
import dev.triptych.spi.Invoking.Invoked;
import dev.triptych.spi.WorkloadKey;
import java.io.ByteArrayInputStream;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Runs programs as functions: each call a run of its own, of which nothing is kept but the answer. */
final class Invocations {
    private final Engines engines;
    private final CompiledModules modules;
    private final SingleRuns runs;
    private final Map<WorkloadKey, Set<SingleRun>> underWay = new ConcurrentHashMap<>();

    Invocations(Engines engines, CompiledModules modules, SingleRuns runs) {
        this.engines = engines;
        this.modules = modules;
        this.runs = runs;
    }

    Invoked invoke(GuestOrder order, Invocation call) {
        Engine engine = engines.byName(order.engine());
        var module = modules.ready(engine, order.module()).module();
        OutputBuffer stdout = new OutputBuffer(call.mostOutputBytes());
        TailBuffer stderr = new TailBuffer(Invoking.MOST_STDERR_BYTES);
        SingleRun run =
                runs.prepare(order, engine, module, Map.of(), new ByteArrayInputStream(call.stdin()), stdout, stderr);
        enter(order, run);
        try {
            runs.submit(run, order.limits(), () -> {});
            awaitEnd(run);
        } finally {
            leave(order.key(), run);
        }
        return new Invoked(
                run.exit(),
                stdout.bytes(),
                stderr.bytes(),
                run.durationNanos(),
                Figure.measured(Unit.NANOSECONDS, run.cpuNanos(), "thread-clock", "the guest's thread"),
                Figure.measured(Unit.BYTES, run.memoryPeakBytes(), "linear-memory", "linear memory and tables"),
                Map.of("engine", engine.name(), "engineVersion", engine.version()));
    }

    private void enter(GuestOrder order, SingleRun run) {
        underWay.compute(order.key(), (_, others) -> {
            Set<SingleRun> all = others == null ? ConcurrentHashMap.newKeySet() : others;
            if (all.size() >= order.concurrency()) {
                throw new DriverException(
                        DriverErrorCode.CAPACITY_EXCEEDED,
                        "%d invocations of it are under way; no more than that many may be at once."
                                .formatted(all.size()));
            }
            all.add(run);
            return all;
        });
    }

    private void leave(WorkloadKey key, SingleRun run) {
        underWay.computeIfPresent(key, (_, all) -> {
            all.remove(run);
            return all.isEmpty() ? null : all;
        });
    }

    private static void awaitEnd(SingleRun run) {
        try {
            run.awaitEnd();
        } catch (InterruptedException e) {
            run.end(new Ending(ExitReason.STOPPED, "Its caller went away."));
            Thread.currentThread().interrupt();
            throw new DriverException(
                    DriverErrorCode.INTERRUPTED, "The wait for the end of the program was interrupted.", "", e);
        }
    }

    /** Ends what is under way for a workload. */
    void endAll(WorkloadKey key) {
        underWay.getOrDefault(key, Set.of()).forEach(run -> run.end(new Ending(ExitReason.STOPPED, "")));
    }
}
