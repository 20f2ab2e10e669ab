package dev.triptych.driver.wasm;

import dev.triptych.driver.wasm.host.GuestLimits;
import dev.triptych.driver.wasm.host.HostLimits;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.KindOptions.WasmLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** From what a description asks for to the bounds of its runs: its own, or the host's, and never more than those. */
final class OwnLimits {
    private OwnLimits() {}

    /** @throws DriverException {@link DriverErrorCode#CAPACITY_EXCEEDED} with the arithmetic */
    static GuestLimits of(WasmLimits asked, @Nullable Duration timeout, HostLimits most) {
        ByteSize output = asked.output();
        if (output != null && output.bytes() > most.outputBytes()) {
            throw tooMuch("output", output, new ByteSize(most.outputBytes()));
        }
        return new GuestLimits(
                output == null ? most.outputBytes() : output.bytes(),
                Math.toIntExact(within("openFiles", asked.openFiles(), most.openFiles())),
                within("tableEntries", asked.tableEntries(), most.tableEntries()),
                timeout,
                asked.cpuTime());
    }

    private static long within(String field, @Nullable Integer asked, long most) {
        if (asked != null && asked > most) {
            throw tooMuch(field, asked, most);
        }
        return asked == null ? most : asked;
    }

    private static DriverException tooMuch(String field, Object asked, Object most) {
        return new DriverException(
                DriverErrorCode.CAPACITY_EXCEEDED,
                "wasm.limits.%s is %s, and one Wasm workload may have %s here.".formatted(field, asked, most));
    }
}
