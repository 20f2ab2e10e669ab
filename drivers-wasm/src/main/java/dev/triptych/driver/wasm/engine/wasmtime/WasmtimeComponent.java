package dev.triptych.driver.wasm.engine.wasmtime;

import dev.triptych.driver.wasm.engine.CompiledModule;
import java.lang.foreign.MemorySegment;

/**
 * A component's code in memory; gone when nobody holds it any more.
 *
 * @param runName the interface {@code wasi:cli/run} that it exports, with its version
 * @param codeBytes of its compiled form, which holds a little more than the code
 * @param components links it, and keeps what the code calls
 */
record WasmtimeComponent(MemorySegment component, String runName, long codeBytes, Components components)
        implements CompiledModule {}
