package dev.triptych.driver.wasm;

import dev.triptych.tck.architecture.DriverArchitectureContract;

class ArchitectureTest extends DriverArchitectureContract {
    ArchitectureTest() {
        super("dev.triptych.driver.wasm", 80);
    }
}
