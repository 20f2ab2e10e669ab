package dev.triptych.controlplane.web;

import dev.triptych.controlplane.workload.Description;
import dev.triptych.spi.KindOptions.Firmware;
import dev.triptych.spi.KindOptions.VmOptions;
import org.jspecify.annotations.Nullable;

/** Reads and shows what only a machine has. */
final class VmReader {
    private VmReader() {}

    static @Nullable VmOptions read(dev.triptych.api.model.@Nullable VmOptions given) {
        if (given == null || given.getFirmware() == null) {
            return null;
        }
        return new VmOptions(Firmware.valueOf(given.getFirmware().name()), null);
    }

    static dev.triptych.api.model.@Nullable VmOptions shown(Description description) {
        VmOptions options = description.vm();
        if (options == null) {
            return null;
        }
        return new dev.triptych.api.model.VmOptions()
                .firmware(dev.triptych.api.model.VmFirmware.valueOf(
                        options.firmware().name()));
    }
}
