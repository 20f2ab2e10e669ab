package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.artifact.ModuleInspector;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ModuleInspecting;
import dev.triptych.spi.ModuleInspecting.ModuleInspection;
import java.nio.file.Path;
import org.springframework.stereotype.Component;

/** Has the driver read a module that has the power to. */
@Component
class DriverModuleInspector implements ModuleInspector {
    private final Drivers drivers;

    DriverModuleInspector(Drivers drivers) {
        this.drivers = drivers;
    }

    @Override
    public ModuleInspection inspect(Path file) {
        return drivers.all().stream()
                .flatMap(driver -> driver.capability(ModuleInspecting.class).stream())
                .findFirst()
                .orElseThrow(() -> new DriverException(
                        DriverErrorCode.BACKEND_UNAVAILABLE,
                        "No driver here can read WebAssembly modules, so none can be stored."))
                .inspect(file);
    }
}
