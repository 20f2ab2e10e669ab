package dev.triptych.driver.wasm.conformance;

import dev.triptych.driver.wasm.engine.Engine;
import dev.triptych.driver.wasm.engine.endive.EndiveEngine;

class EndivePublicWasiSuite extends PublicWasiSuite {
    @Override
    protected Engine open() {
        return new EndiveEngine(64L * 1024 * 1024);
    }
}
