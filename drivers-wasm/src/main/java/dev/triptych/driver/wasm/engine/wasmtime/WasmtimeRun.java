package dev.triptych.driver.wasm.engine.wasmtime;

import dev.triptych.driver.wasm.engine.MemoryBudget;
import dev.triptych.driver.wasm.wasi.GuestEnd;
import dev.triptych.driver.wasm.wasi.GuestMemory;
import dev.triptych.driver.wasm.wasi.Preview1;
import dev.triptych.driver.wasm.wasi.WasiGuest;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What the callbacks of one run know, found by the thread: a guest runs on one from its beginning to its end. Used by that
 * thread alone, but for the budget and the wish to end it.
 */
final class WasmtimeRun {
    private static final ThreadLocal<@Nullable WasmtimeRun> CURRENT = new ThreadLocal<>();

    private final Preview1 host;
    private final MemoryBudget memory;
    private final AtomicBoolean endWanted;
    private final WasmtimeExecution execution;
    private @Nullable LinearMemory first;
    private volatile @Nullable Throwable thrown;
    private boolean overBudget;

    WasmtimeRun(WasmtimeExecution execution, Preview1 host, MemoryBudget memory, AtomicBoolean endWanted) {
        this.execution = execution;
        this.host = host;
        this.memory = memory;
        this.endWanted = endWanted;
    }

    /** The run of this thread; only during one. */
    static WasmtimeRun current() {
        WasmtimeRun run = CURRENT.get();
        if (run == null) {
            throw new IllegalStateException("no guest runs on this thread");
        }
        return run;
    }

    void enter() {
        CURRENT.set(this);
    }

    void leave() {
        CURRENT.remove();
    }

    /** Keeps what an upcall must not throw; the first is what ended the guest. */
    static void note(Throwable thrown) {
        WasmtimeRun run = CURRENT.get();
        if (run == null) {
            System.getLogger(WasmtimeRun.class.getName())
                    .log(System.Logger.Level.ERROR, "A callback failed after its run", thrown);
        } else {
            run.keep(thrown);
        }
    }

    private synchronized void keep(Throwable why) {
        if (thrown == null) {
            thrown = why;
        }
    }

    /** What the guest was given. */
    WasiGuest given() {
        return execution.guest().wasi();
    }

    /** Keeps why the guest ends, and ends it soon: the library would let it go on after an error. Any thread. */
    void endFor(Throwable why) {
        keep(why);
        execution.endSoon();
    }

    Preview1 host() {
        return host;
    }

    MemoryBudget memory() {
        return memory;
    }

    void own(LinearMemory made) {
        if (first == null) {
            first = made;
        }
    }

    /** The memory that host functions use: the guest's first; one without a byte when it has none. */
    GuestMemory guestMemory() {
        return first == null ? LinearMemory.NONE : first;
    }

    void overBudget() {
        overBudget = true;
    }

    boolean wasOverBudget() {
        return overBudget;
    }

    boolean endWanted() {
        return endWanted.get();
    }

    /** Why the guest was ended from inside an upcall; null when it was not. */
    @Nullable
    Throwable thrown() {
        return thrown;
    }

    /** Ends the guest when somebody wants that. */
    void checkEnd() {
        if (endWanted.get()) {
            throw new GuestEnd.Interrupted();
        }
    }
}
