package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.Moment;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitMapperTest {
    private static final Moment AT = Moment.wallClockOnly(Instant.EPOCH);

    @ParameterizedTest
    @CsvSource({
        // status, oom flag, stop asked, reached its limit, reason, code, signal
        "0,   false, false, false, EXITED,        0,   ",
        "7,   false, false, false, EXITED,        7,   ",
        "128, false, false, false, EXITED,        128, ",
        "255, false, false, false, EXITED,        255, ",
        "137, false, false, false, SIGNALLED,     ,    9",
        "139, false, false, false, SIGNALLED,     ,    11",
        "143, false, false, false, SIGNALLED,     ,    15",
        "192, false, false, false, SIGNALLED,     ,    64",
        "193, false, false, false, EXITED,        193, ",
        "137, true,  false, false, OUT_OF_MEMORY, ,    9",
        "137, false, false, true,  OUT_OF_MEMORY, ,    9",
        "137, true,  true,  true,  OUT_OF_MEMORY, ,    9",
        "137, false, true,  true,  STOPPED,       ,    9",
        "143, false, true,  false, STOPPED,       ,    15",
        "0,   false, true,  false, STOPPED,       0,   ",
        "3,   true,  false, true,  EXITED,        3,   ",
    })
    void everyStatusHasItsReason(
            int status,
            boolean oomFlag,
            boolean stopAsked,
            boolean reachedLimit,
            ExitReason reason,
            @Nullable Integer code,
            @Nullable Integer signal) {
        Exit exit = ExitMapper.exit(status, oomFlag, stopAsked, () -> reachedLimit, AT);

        assertThat(exit.reason()).isEqualTo(reason);
        assertThat(exit.code()).isEqualTo(code);
        assertThat(exit.signal()).isEqualTo(signal);
    }
}
