package dev.triptych.driver.wasm.engine.endive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.driver.wasm.GuestPrograms;
import dev.triptych.driver.wasm.engine.Engine;
import dev.triptych.driver.wasm.engine.EngineContract;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import org.junit.jupiter.api.Test;

class EndiveEngineTest extends EngineContract {
    private static final long CODE_BYTES = 1024 * 1024;

    @Override
    protected Engine open() {
        return new EndiveEngine(CODE_BYTES);
    }

    @Test
    void itSaysWhatItIs() {
        assertThat(open().name()).isEqualTo("endive");
        assertThat(open().version()).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*");
    }

    @Test
    void codeBeyondTheBoundIsRefused() {
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> new EndiveEngine(1000).compile(GuestPrograms.exit(0)))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(DriverErrorCode.SOURCE_INVALID));
    }
}
