package dev.triptych.controlplane.web;

import dev.triptych.api.model.ContentEncoding;
import dev.triptych.api.model.OutputTail;
import dev.triptych.api.model.StreamTail;
import dev.triptych.controlplane.logs.LogStore;
import dev.triptych.controlplane.workload.RunRecord;
import dev.triptych.spi.LogStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.springframework.stereotype.Component;

/** Shows what programs wrote: as text where it is text, else as base64. */
@Component
final class OutputWriter {
    private static final int TAIL_BYTES = 64 * 1024;
    private static final int LONGEST_UTF8 = 4;

    private final LogStore logs;

    OutputWriter(LogStore logs) {
        this.logs = logs;
    }

    /** The end of both streams of a run. */
    OutputTail tail(RunRecord run) {
        return new OutputTail(tail(run, LogStream.STDOUT), tail(run, LogStream.STDERR));
    }

    private StreamTail tail(RunRecord run, LogStream stream) {
        LogStore.Tail tail = logs.tail(run.workload(), run.number(), stream, TAIL_BYTES);
        Text text = text(tail.bytes(), tail.truncated());
        return new StreamTail(text.content(), text.encoding(), tail.truncated());
    }

    /** Content with its encoding. */
    record Text(String content, ContentEncoding encoding) {}

    /** The end of something, or all of it; where it is an end, what is left of a character that was cut is left out. */
    static Text text(byte[] bytes, boolean truncated) {
        return text(truncated ? fromWholeCharacter(bytes) : bytes);
    }

    static Text text(byte[] bytes) {
        try {
            String decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return new Text(decoded, ContentEncoding.UTF_8);
        } catch (CharacterCodingException notText) {
            return new Text(Base64.getEncoder().encodeToString(bytes), ContentEncoding.BASE64);
        }
    }

    /** Leaves out the rest of a character that the cut went through. */
    private static byte[] fromWholeCharacter(byte[] bytes) {
        int from = 0;
        while (from < Math.min(LONGEST_UTF8 - 1, bytes.length) && (bytes[from] & 0xC0) == 0x80) {
            from++;
        }
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }
}
