package dev.triptych.driver.wasm.engine.wasmtime;

import dev.triptych.driver.wasm.conformance.WasiConformance;
import dev.triptych.driver.wasm.engine.Engine;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("dev.triptych.driver.wasm.engine.wasmtime.TestLibrary#present")
class WasmtimeWasiConformanceTest extends WasiConformance {
    private static final long STACK_BYTES = 512 * 1024;
    private static final long CODE_BYTES = 64L * 1024 * 1024;

    @Override
    protected Engine open() {
        return new WasmtimeEngine(TestLibrary.get(), new WasmtimeEngine.Settings(STACK_BYTES, CODE_BYTES));
    }
}
