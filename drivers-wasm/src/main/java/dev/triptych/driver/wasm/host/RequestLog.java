package dev.triptych.driver.wasm.host;

import dev.triptych.driver.wasm.wasi.GuestEnd;
import dev.triptych.driver.wasm.wasi.GuestOutput;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.ExitReason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** What one request's program writes to standard error: line by line into the service's log, after the request's name. */
final class RequestLog implements GuestOutput {
    private static final int MOST_LINE = 8 * 1024;
    private static final long MOST_BYTES = 1024 * 1024;

    private final byte[] prefix;
    private final Consumer<byte[]> log;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long written;

    RequestLog(String requestId, Consumer<byte[]> log) {
        this.prefix = ("[" + requestId + "] ").getBytes(StandardCharsets.UTF_8);
        this.log = log;
    }

    @Override
    public synchronized void write(byte[] bytes) {
        written += bytes.length;
        if (written > MOST_BYTES) {
            throw new GuestEnd.LimitReached(
                    ExitReason.OUTPUT_LIMIT,
                    "It wrote more than %s to standard error.".formatted(new ByteSize(MOST_BYTES)));
        }
        for (byte one : bytes) {
            if (one == '\n' || line.size() >= MOST_LINE) {
                closeLine();
            }
            if (one != '\n') {
                line.write(one);
            }
        }
    }

    /** Writes what the last line has, and a line of the host's own. */
    synchronized void end(String remark) {
        if (line.size() > 0) {
            closeLine();
        }
        if (!remark.isEmpty()) {
            line.writeBytes(remark.getBytes(StandardCharsets.UTF_8));
            closeLine();
        }
    }

    private void closeLine() {
        byte[] text = new byte[prefix.length + line.size() + 1];
        System.arraycopy(prefix, 0, text, 0, prefix.length);
        System.arraycopy(line.toByteArray(), 0, text, prefix.length, line.size());
        text[text.length - 1] = '\n';
        line.reset();
        log.accept(text);
    }
}
