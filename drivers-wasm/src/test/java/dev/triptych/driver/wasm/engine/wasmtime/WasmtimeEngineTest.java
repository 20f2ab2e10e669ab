package dev.triptych.driver.wasm.engine.wasmtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.driver.wasm.GuestPrograms;
import dev.triptych.driver.wasm.engine.Engine;
import dev.triptych.driver.wasm.engine.EngineContract;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("dev.triptych.driver.wasm.engine.wasmtime.TestLibrary#present")
class WasmtimeEngineTest extends EngineContract {
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
}
