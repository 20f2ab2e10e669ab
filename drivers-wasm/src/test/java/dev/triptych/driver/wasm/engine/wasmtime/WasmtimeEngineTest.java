package dev.triptych.driver.wasm.engine.wasmtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.driver.wasm.GuestPrograms;
import dev.triptych.driver.wasm.engine.Engine;
import dev.triptych.driver.wasm.engine.EngineContract;
import dev.triptych.driver.wasm.engine.Execution;
import dev.triptych.driver.wasm.engine.Guest;
import dev.triptych.driver.wasm.engine.Outcome;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.tck.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("dev.triptych.driver.wasm.engine.wasmtime.TestLibrary#present")
class WasmtimeEngineTest extends EngineContract {
    private static final long GIB = 1L << 30;
    private static final String FORGET_THE_PEAK = "5";
    private static final long STACK_BYTES = 512 * 1024;
    private static final long CODE_BYTES = 1024 * 1024;

    @Override
    protected Engine open() {
        return open(CODE_BYTES);
    }

    private static Engine open(long codeBytes) {
        return new WasmtimeEngine(TestLibrary.get(), new WasmtimeEngine.Settings(STACK_BYTES, codeBytes));
    }

    @Test
    void itSaysWhatItIs() {
        try (Engine engine = open()) {
            assertThat(engine.name()).isEqualTo("wasmtime");
            assertThat(engine.version()).matches("50(\\.[0-9]+\\.[0-9]+)?");
        }
    }

    @Test
    void codeBeyondTheBoundIsRefused() {
        try (Engine engine = open(1000)) {
            assertThatExceptionOfType(DriverException.class)
                    .isThrownBy(() -> engine.compile(GuestPrograms.exit(0)))
                    .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(DriverErrorCode.SOURCE_INVALID));
        }
    }

    /** One instruction fills the whole memory, which nobody has touched before: what the kernel gave tells how far it came. */
    @Test
    void aFillOfAGibibyteIsBrokenOffInTheMiddle() throws IOException {
        int pages = (int) (GIB / (64 * 1024));
        Execution execution = execution(ready(GuestPrograms.endlessFill(pages)), new Guest.Limits(2 * GIB, 1));
        Files.writeString(Path.of("/proc/self/clear_refs"), FORGET_THE_PEAK);
        long before = resident("VmHWM:");
        CompletableFuture<Outcome> outcome = begin(execution);
        Eventually.holds("it fills", Duration.ofSeconds(30), () -> resident("VmHWM:") > before + GIB / 64);
        execution.interrupt();
        assertThat(outcome.join()).isEqualTo(new Outcome.Interrupted());
        assertThat(resident("VmHWM:") - before).isLessThan(GIB * 9 / 10);
    }

    private static long resident(String field) {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
