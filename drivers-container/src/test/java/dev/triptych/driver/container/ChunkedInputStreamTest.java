package dev.triptych.driver.container;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkedInputStreamTest {
    private static String read(String body) throws IOException {
        try (ChunkedInputStream in = new ChunkedInputStream(new ByteArrayInputStream(body.getBytes(US_ASCII)))) {
            return new String(in.readAllBytes(), US_ASCII);
        }
    }

    @Test
    void chunksAreJoined() throws IOException {
        assertThat(read("5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n")).isEqualTo("hello world");
        assertThat(read("0\r\n\r\n")).isEmpty();
        assertThat(read("A\r\n0123456789\r\n0\r\n\r\n")).isEqualTo("0123456789");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "5\r\nhel", "5\r\nhello\r\n", "5\r\nhello", "5", "x\r\n", "-1\r\n", "5\r\nhello\r\nzz\r\n"})
    void aBodyThatBreaksOffIsNeverTakenForItsEnd(String body) {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(body));
    }
}
