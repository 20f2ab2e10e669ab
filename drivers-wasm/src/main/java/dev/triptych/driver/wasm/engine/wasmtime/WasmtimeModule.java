package dev.triptych.driver.wasm.engine.wasmtime;

import dev.triptych.driver.wasm.engine.CompiledModule;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A module's code in memory, linked once for all its runs; gone when nobody holds it any more.
 *
 * @param linked null when the types of its imports are not those of the functions that are granted
 * @param tables how many it has of its own
 * @param tableMinimum of all its tables together, in entries
 * @param startsByItself whether code of it runs when it is instantiated
 * @param engine keeps what the code calls
 */
record WasmtimeModule(
        MemorySegment module,
        @Nullable MemorySegment linked,
        long codeBytes,
        int tables,
        long tableMinimum,
        boolean startsByItself,
        WasmtimeEngine engine)
        implements CompiledModule {}
