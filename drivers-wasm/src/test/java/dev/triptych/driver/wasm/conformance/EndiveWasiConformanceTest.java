package dev.triptych.driver.wasm.conformance;

import dev.triptych.driver.wasm.engine.Engine;
import dev.triptych.driver.wasm.engine.endive.EndiveEngine;

class EndiveWasiConformanceTest extends WasiConformance {
    private static final long CODE_BYTES = 64L * 1024 * 1024;

    @Override
    protected Engine open() {
        return new EndiveEngine(CODE_BYTES);
    }
}
