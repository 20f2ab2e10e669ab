package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.driver.container.LogCursor.Counted;
import dev.triptych.driver.container.LogCursor.Stamped;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.LogStreaming;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogCursorTest {
    @Test
    void theContractsStartIsTheStart() {
        assertThat(LogCursor.parse(LogStreaming.FROM_START)).isEqualTo(LogCursor.START);
    }

    @Test
    void whatIsWrittenIsReadBack() {
        LogCursor mixed = new LogCursor(new Counted(12, -1, 1_700_000_000_000_000_000L), new Stamped(7, 8));
        assertThat(LogCursor.parse(mixed.toString())).isEqualTo(mixed);
        assertThat(LogCursor.parse(LogCursor.START.toString())).isEqualTo(LogCursor.START);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "o=c1:2:3",
                "o=c1:2:3 e=",
                "o=c-1:2:3 e=t1:2",
                "o=t99999999999999999999:1 e=t1:2",
                "o=t9999999999999999999:1 e=t1:2",
                "o=c1:2:3 e=t1:2\n"
            })
    void anythingElseIsRefused(String text) {
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> LogCursor.parse(text))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(DriverErrorCode.INVALID_SPEC));
    }

    @Test
    void aTailHashDependsOnTheLastBytesAlone() {
        byte[] bytes = new byte[5000];
        new Random(1).nextBytes(bytes);
        TailHash whole = new TailHash();
        whole.update(bytes, 0, bytes.length);
        TailHash tail = new TailHash();
        tail.update(bytes, bytes.length - TailHash.WINDOW, bytes.length);
        TailHash other = new TailHash();
        other.update(bytes, 0, bytes.length - 1);

        assertThat(tail.value()).isEqualTo(whole.value());
        assertThat(other.value()).isNotEqualTo(whole.value());
        assertThat(whole.count()).isEqualTo(5000);
    }
}
