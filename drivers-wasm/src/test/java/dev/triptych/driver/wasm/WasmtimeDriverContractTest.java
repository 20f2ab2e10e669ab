package dev.triptych.driver.wasm;

import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("dev.triptych.driver.wasm.engine.wasmtime.TestLibrary#present")
class WasmtimeDriverContractTest extends WasmDriverContracts {
    @Override
    protected String engine() {
        return "wasmtime";
    }
}
