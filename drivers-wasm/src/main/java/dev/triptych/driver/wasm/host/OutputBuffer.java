package dev.triptych.driver.wasm.host;

import dev.triptych.driver.wasm.wasi.GuestEnd;
import dev.triptych.driver.wasm.wasi.GuestOutput;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.ExitReason;
import java.io.ByteArrayOutputStream;

/** Output kept whole in memory, up to a limit. */
final class OutputBuffer implements GuestOutput {
    private final int mostBytes;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    OutputBuffer(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    @Override
    public synchronized void write(byte[] bytes) {
        int room = mostBytes - kept.size();
        kept.write(bytes, 0, Math.min(room, bytes.length));
        if (bytes.length > room) {
            throw new GuestEnd.LimitReached(
                    ExitReason.OUTPUT_LIMIT, "It wrote more than %s of output.".formatted(new ByteSize(mostBytes)));
        }
    }

    synchronized byte[] bytes() {
        return kept.toByteArray();
    }
}
