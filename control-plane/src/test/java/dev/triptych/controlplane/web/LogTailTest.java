package dev.triptych.controlplane.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.logs.LogRecord;
import dev.triptych.spi.LogStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogTailTest {
    /** The text is cut into records at each {@code |}; {@code $} stands for a line end. */
    @ParameterizedTest
    @CsvSource({
        "a$b$c$, 2, b$c$",
        "a$b$c, 2, b$c",
        "a$|b$|c$, 2, b$c$",
        "a|$b|$c, 1, c",
        "a$b$c$, 9, a$b$c$",
        "a$b$c$, 0, ''",
        "$$$, 2, $$",
        "abc, 1, abc",
        "a|b|c$, 1, abc$"
    })
    void theLastLinesAreKept(String text, int lines, String kept) {
        LogTail tail = new LogTail(lines);
        List<String> pieces = List.of(text.split("\\|"));
        IntStream.range(0, pieces.size()).forEach(i -> tail.add(output(i, pieces.get(i))));
        String answer = tail.records().stream()
                .map(record -> text((LogRecord.Output) record))
                .collect(Collectors.joining());
        assertThat(answer).isEqualTo(kept);
    }

    private static LogRecord.Output output(int sequence, String text) {
        byte[] bytes = text.replace('$', '\n').getBytes(StandardCharsets.UTF_8);
        return new LogRecord.Output(1, sequence, Instant.EPOCH, LogStream.STDOUT, bytes);
    }

    private static String text(LogRecord.Output output) {
        return new String(output.bytes(), StandardCharsets.UTF_8).replace('\n', '$');
    }
}
