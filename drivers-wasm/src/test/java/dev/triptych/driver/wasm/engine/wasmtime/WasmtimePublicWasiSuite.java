package dev.triptych.driver.wasm.engine.wasmtime;

import dev.triptych.driver.wasm.conformance.PublicWasiSuite;
import dev.triptych.driver.wasm.engine.Engine;

class WasmtimePublicWasiSuite extends PublicWasiSuite {
    @Override
    protected Engine open() {
        return new WasmtimeEngine(TestLibrary.get(), new WasmtimeEngine.Settings(512 * 1024, 64L * 1024 * 1024));
    }
}
