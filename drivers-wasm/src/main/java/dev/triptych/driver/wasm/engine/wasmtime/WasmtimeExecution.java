package dev.triptych.driver.wasm.engine.wasmtime;

import dev.triptych.driver.wasm.engine.Execution;
import dev.triptych.driver.wasm.engine.Guest;
import dev.triptych.driver.wasm.engine.GuestEnds;
import dev.triptych.driver.wasm.engine.MemoryBudget;
import dev.triptych.driver.wasm.engine.Outcome;
import dev.triptych.driver.wasm.files.FileFault;
import dev.triptych.driver.wasm.wasi.Preview1;
import dev.triptych.spi.ByteSize;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One run, in a store of its own: what modules and components have in common. */
abstract class WasmtimeExecution implements Execution {
    private static final long TABLE_ENTRY_BYTES = 8;

    private final WasmtimeEngine engine;
    private final Guest guest;
    private final WasmtimeApi api;
    private final Failures failures;
    private final int tables;
    private final long tableMinimum;
    private final MemoryBudget memory;
    private final AtomicBoolean endWanted = new AtomicBoolean();
    private final Object lock = new Object();
    private @Nullable Thread running;
    private volatile boolean hasTables;

    /**
     * A run that is about to begin.
     *
     * @param tables how many tables the program has
     * @param tableMinimum of all of them together, in entries
     */
    WasmtimeExecution(WasmtimeEngine engine, Guest guest, int tables, long tableMinimum) {
        this.engine = engine;
        this.guest = guest;
        this.api = engine.api();
        this.failures = engine.failures();
        this.tables = tables;
        this.tableMinimum = tableMinimum;
        this.memory = new MemoryBudget(guest.limits().memoryBytes());
    }

    /** Instantiates the program in a store that is ready, and runs it to its end. */
    abstract Outcome runIn(MemorySegment context, WasmtimeRun run, Arena arena);

    final WasmtimeApi api() {
        return api;
    }

    final Failures failures() {
        return failures;
    }

    final Guest guest() {
        return guest;
    }

    /** Says that the program is instantiated, so that its tables count. */
    final void instantiated() {
        hasTables = true;
    }

    @Override
    public Outcome run() {
        if (!enter()) {
            return new Outcome.Interrupted();
        }
        try (Preview1 host = new Preview1(guest.wasi())) {
            return runWith(host);
        } catch (FileFault e) {
            return new Outcome.NotStarted("a mount cannot be opened (%s)".formatted(e.errno()));
        } catch (Throwable e) {
            return GuestEnds.outcome(e).orElseGet(() -> new Outcome.EngineFailed(e));
        } finally {
            hasTables = false;
            memory.release();
            leave();
        }
    }

    private Outcome runWith(Preview1 host) {
        WasmtimeRun run = new WasmtimeRun(this, host, memory, endWanted);
        run.enter();
        MemorySegment store = api.storeNew().call(engine.engine(), MemorySegment.NULL, MemorySegment.NULL);
        try (Arena arena = Arena.ofConfined()) {
            bound(store);
            MemorySegment context = api.storeContext().call(store);
            api.epochDeadline().call(context, 1);
            return run.endWanted() ? new Outcome.Interrupted() : runIn(context, run, arena);
        } finally {
            api.storeDelete().call(store);
            run.leave();
        }
    }

    private void bound(MemorySegment store) {
        // Memory is counted where it is made; a table may have its share of what all may have together.
        long entries = guest.limits().tableEntries() / Math.max(1, tables);
        api.storeLimiter().call(store, -1, entries, -1, -1, -1);
        api.epochCallback().call(store, engine.epochReached(), MemorySegment.NULL, MemorySegment.NULL);
    }

    final Outcome doesNotFit() {
        return new Outcome.NotStarted("the module's memory or tables at start do not fit into its limit of "
                + new ByteSize(guest.limits().memoryBytes()));
    }

    /** How a guest ended that was ended from inside an upcall; null when it was not. */
    final @Nullable Outcome endedInside(WasmtimeRun run) {
        Throwable thrown = run.thrown();
        return thrown == null ? null : GuestEnds.outcome(thrown).orElseGet(() -> new Outcome.EngineFailed(thrown));
    }

    /** Ends the guest from inside an upcall, when it cannot be ended there and then. */
    final void endSoon() {
        endWanted.set(true);
        engine.ticker().end(this);
    }

    private boolean enter() {
        synchronized (lock) {
            if (endWanted.get()) {
                return false;
            }
            running = Thread.currentThread();
            return true;
        }
    }

    /** After this nobody interrupts the thread for our sake any more, so it can run another guest. */
    private void leave() {
        synchronized (lock) {
            running = null;
            engine.ticker().ended(this);
            Thread.interrupted();
        }
    }

    @Override
    public void interrupt() {
        synchronized (lock) {
            endWanted.set(true);
            if (running != null) {
                running.interrupt();
                engine.ticker().end(this);
            }
        }
    }

    @Override
    public long memoryBytes() {
        return memory.bytes() + (hasTables ? tableBytes() : 0);
    }

    @Override
    public long memoryPeakBytes() {
        return memory.peakBytes() + (memory.peakBytes() > 0 ? tableBytes() : 0);
    }

    /** As the module declares them: how they grow is the library's alone to know, and bounded. */
    private long tableBytes() {
        return tableMinimum * TABLE_ENTRY_BYTES;
    }

    @Override
    public boolean memoryRefused() {
        return memory.refused();
    }
}
