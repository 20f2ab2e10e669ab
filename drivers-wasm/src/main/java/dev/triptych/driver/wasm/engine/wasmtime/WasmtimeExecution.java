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
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One run, in a store of its own. */
final class WasmtimeExecution implements Execution {
    private static final String START = "_start";
    private static final String OUT_OF_BOUNDS = "out of bounds memory access";
    private static final String OUT_OF_TABLE = "out of bounds table access";

    /** An item that an instance exports: what kind it is, and from here on the item. */
    private static final long ITEM = 8;

    private static final long ITEM_BYTES = 64;
    private static final int FUNCTION = 0;
    private static final long HANDLE_BYTES = 64;
    private static final long TABLE_ENTRY_BYTES = 8;

    private final WasmtimeModule module;
    private final Guest guest;
    private final WasmtimeApi api;
    private final Failures failures;
    private final MemoryBudget memory;
    private final AtomicBoolean endWanted = new AtomicBoolean();
    private final Object lock = new Object();
    private @Nullable Thread running;
    private volatile boolean hasTables;

    WasmtimeExecution(WasmtimeModule module, Guest guest) {
        this.module = module;
        this.guest = guest;
        this.api = module.engine().api();
        this.failures = module.engine().failures();
        this.memory = new MemoryBudget(guest.limits().memoryBytes());
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
        MemorySegment linked = module.linked();
        if (linked == null) {
            return new Outcome.NotStarted("an import has another type than the function that is granted");
        }
        WasmtimeRun run = new WasmtimeRun(host, memory, endWanted);
        run.enter();
        MemorySegment store = api.storeNew().call(module.engine().engine(), MemorySegment.NULL, MemorySegment.NULL);
        try (Arena arena = Arena.ofConfined()) {
            bound(store);
            return runIn(store, linked, run, arena);
        } finally {
            api.storeDelete().call(store);
            run.leave();
        }
    }

    private void bound(MemorySegment store) {
        // Memory is counted where it is made; a table may have its share of what all may have together.
        long entries = guest.limits().tableEntries() / Math.max(1, module.tables());
        api.storeLimiter().call(store, -1, entries, -1, -1, -1);
        api.epochCallback().call(store, module.engine().epochReached(), MemorySegment.NULL, MemorySegment.NULL);
    }

    private Outcome runIn(MemorySegment store, MemorySegment linked, WasmtimeRun run, Arena arena) {
        MemorySegment context = api.storeContext().call(store);
        api.epochDeadline().call(context, 1);
        if (run.endWanted()) {
            return new Outcome.Interrupted();
        }
        MemorySegment instance = arena.allocate(HANDLE_BYTES, ITEM);
        MemorySegment trap = arena.allocate(ValueLayout.ADDRESS);
        MemorySegment error = api.preInstantiate().call(linked, context, instance, trap);
        Outcome problem = notStarted(error, trap, run);
        if (problem != null) {
            return problem;
        }
        hasTables = true;
        MemorySegment item = arena.allocate(ITEM_BYTES, ITEM);
        MemorySegment name = module.engine().startName();
        boolean exported = api.instanceExport().call(context, instance, name, name.byteSize(), item);
        if (!exported || item.get(ValueLayout.JAVA_BYTE, 0) != FUNCTION) {
            return new Outcome.NotStarted("the module exports no function " + START + ", so it is not a program");
        }
        error = api.functionCall()
                .call(context, item.asSlice(ITEM), MemorySegment.NULL, 0, MemorySegment.NULL, 0, trap);
        return ended(error, trap, run);
    }

    private @Nullable Outcome notStarted(MemorySegment error, MemorySegment trapPlace, WasmtimeRun run) {
        if (run.wasOverBudget()) {
            ended(error, trapPlace, run);
            return doesNotFit();
        }
        boolean failed = !Failures.none(error);
        boolean trapped = !Failures.none(trapPlace.get(ValueLayout.ADDRESS, 0));
        if (!failed && !trapped) {
            return null;
        }
        Outcome outcome = ended(error, trapPlace, run);
        if (failed && outcome instanceof Outcome.EngineFailed && module.tableMinimum() > 0) {
            return doesNotFit();
        }
        boolean placing =
                outcome.equals(new Outcome.Trapped(OUT_OF_BOUNDS)) || outcome.equals(new Outcome.Trapped(OUT_OF_TABLE));
        return placing && !module.startsByItself()
                ? new Outcome.NotStarted("the module's data or elements do not fit where they should go")
                : outcome;
    }

    private Outcome doesNotFit() {
        return new Outcome.NotStarted("the module's memory or tables at start do not fit into its limit of "
                + new ByteSize(guest.limits().memoryBytes()));
    }

    /** How a call ended; the error or trap is gone then. */
    private Outcome ended(MemorySegment error, MemorySegment trapPlace, WasmtimeRun run) {
        MemorySegment trap = trapPlace.get(ValueLayout.ADDRESS, 0);
        String word = Failures.none(trap) ? null : failures.takeTrap(trap);
        String message = Failures.none(error) ? null : failures.take(error);
        trapPlace.set(ValueLayout.ADDRESS, 0, MemorySegment.NULL);
        Throwable thrown = run.thrown();
        if (thrown != null) {
            return GuestEnds.outcome(thrown).orElseGet(() -> new Outcome.EngineFailed(thrown));
        }
        if (word != null) {
            return new Outcome.Trapped(word);
        }
        return message == null
                ? new Outcome.Exited(0)
                : new Outcome.EngineFailed(new IllegalStateException("wasmtime: " + message));
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
            module.engine().ticker().ended(this);
            Thread.interrupted();
        }
    }

    @Override
    public void interrupt() {
        synchronized (lock) {
            endWanted.set(true);
            if (running != null) {
                running.interrupt();
                module.engine().ticker().end(this);
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
        return module.tableMinimum() * TABLE_ENTRY_BYTES;
    }

    @Override
    public boolean memoryRefused() {
        return memory.refused();
    }
}
