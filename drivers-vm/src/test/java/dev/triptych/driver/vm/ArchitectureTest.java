package dev.triptych.driver.vm;

import dev.triptych.tck.architecture.DriverArchitectureContract;

class ArchitectureTest extends DriverArchitectureContract {
    ArchitectureTest() {
        super("dev.triptych.driver.vm", 70);
    }
}
