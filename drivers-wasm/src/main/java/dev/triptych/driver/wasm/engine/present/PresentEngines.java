package dev.triptych.driver.wasm.engine.present;

import dev.triptych.driver.wasm.engine.Engine;
import dev.triptych.driver.wasm.engine.Engines;
import dev.triptych.driver.wasm.engine.endive.EndiveEngine;
import dev.triptych.driver.wasm.engine.wasmtime.WasmtimeEngine;
import dev.triptych.driver.wasm.engine.wasmtime.WasmtimeSearch;
import java.util.List;
import java.util.Map;

/** Opens every engine that this machine has. */
public final class PresentEngines {
    /** Of a guest's stack, what is left to our own functions and to the JVM's guard pages. */
    private static final long OURS = 768L * 1024;

    private PresentEngines() {}

    /**
     * Opens them; closed by the caller.
     *
     * <p>The fastest is first: wasmtime starts as fast as Endive does and runs memory-bound code more than twice as fast
     * (docs/wasm.md has the figures).
     */
    public static Engines open(EngineSettings settings) {
        Engine endive = new EndiveEngine(settings.codeBytes());
        return switch (WasmtimeSearch.ofThisMachine(settings.wasmtime(), settings.home())
                .find()) {
            case WasmtimeSearch.Result.Found found ->
                new Engines(List.of(wasmtime(found.library(), settings), endive), Map.of());
            case WasmtimeSearch.Result.Absent absent ->
                new Engines(List.of(endive), Map.of(WasmtimeEngine.NAME, absent.why()));
        };
    }

    private static Engine wasmtime(WasmtimeSearch.Opened library, EngineSettings settings) {
        long stack = Math.max(settings.stackBytes() / 4, settings.stackBytes() - OURS);
        return new WasmtimeEngine(library, new WasmtimeEngine.Settings(stack, settings.codeBytes()));
    }
}
