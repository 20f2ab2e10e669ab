package dev.triptych.driver.container;

import dev.triptych.tck.architecture.DriverArchitectureContract;

class ArchitectureTest extends DriverArchitectureContract {
    ArchitectureTest() {
        super("dev.triptych.driver.container", 55);
    }
}
