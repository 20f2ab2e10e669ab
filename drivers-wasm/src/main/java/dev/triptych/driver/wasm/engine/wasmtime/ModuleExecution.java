package dev.triptych.driver.wasm.engine.wasmtime;

import dev.triptych.driver.wasm.engine.Guest;
import dev.triptych.driver.wasm.engine.Outcome;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** One run of a core module, with our own WASI preview 1. */
final class ModuleExecution extends WasmtimeExecution {
    private static final String OUT_OF_BOUNDS = "out of bounds memory access";
    private static final String OUT_OF_TABLE = "out of bounds table access";

    /** An item that an instance exports: what kind it is, and from here on the item. */
    private static final long ITEM = 8;

    private static final long ITEM_BYTES = 64;
    private static final int FUNCTION = 0;
    private static final long HANDLE_BYTES = 64;

    private final WasmtimeModule module;

    ModuleExecution(WasmtimeModule module, Guest guest) {
        super(module.engine(), guest, module.tables(), module.tableMinimum());
        this.module = module;
    }

    @Override
    Outcome runIn(MemorySegment context, WasmtimeRun run, Arena arena) {
        MemorySegment linked = module.linked();
        if (linked == null) {
            return new Outcome.NotStarted("an import has another type than the function that is granted");
        }
        MemorySegment instance = arena.allocate(HANDLE_BYTES, ITEM);
        MemorySegment trap = arena.allocate(ValueLayout.ADDRESS);
        MemorySegment error = api().preInstantiate().call(linked, context, instance, trap);
        Outcome problem = notStarted(error, trap, run);
        if (problem != null) {
            return problem;
        }
        instantiated();
        MemorySegment item = arena.allocate(ITEM_BYTES, ITEM);
        MemorySegment name = module.engine().startName();
        boolean exported = api().instanceExport().call(context, instance, name, name.byteSize(), item);
        if (!exported || item.get(ValueLayout.JAVA_BYTE, 0) != FUNCTION) {
            return new Outcome.NotStarted("the module exports no function _start, so it is not a program");
        }
        error = api().functionCall()
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

    /** How a call ended; the error or trap is gone then. */
    private Outcome ended(MemorySegment error, MemorySegment trapPlace, WasmtimeRun run) {
        MemorySegment trap = trapPlace.get(ValueLayout.ADDRESS, 0);
        String word = Failures.none(trap) ? null : failures().takeTrap(trap);
        String message = Failures.none(error) ? null : failures().take(error);
        trapPlace.set(ValueLayout.ADDRESS, 0, MemorySegment.NULL);
        Outcome inside = endedInside(run);
        if (inside != null) {
            return inside;
        }
        if (word != null) {
            return new Outcome.Trapped(word);
        }
        return message == null
                ? new Outcome.Exited(0)
                : new Outcome.EngineFailed(new IllegalStateException("wasmtime: " + message));
    }
}
