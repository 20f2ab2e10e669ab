package dev.triptych.driver.wasm;

import dev.triptych.spi.KindOptions.WasmIsolation;

/** The whole contract, each workload in a host of its own. */
class DedicatedDriverContractTest extends WasmDriverContracts {
    @Override
    protected String engine() {
        return "auto";
    }

    @Override
    protected WasmIsolation isolation() {
        return WasmIsolation.DEDICATED;
    }
}
