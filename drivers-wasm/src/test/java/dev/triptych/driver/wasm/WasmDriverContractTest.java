package dev.triptych.driver.wasm;

class WasmDriverContractTest extends WasmDriverContracts {
    @Override
    protected String engine() {
        return "endive";
    }
}
