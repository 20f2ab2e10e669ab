package dev.triptych.controlplane.logs;

import dev.triptych.spi.LogChunk;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One holder's right to write to a log that others may be reading. */
final class OpenWriter implements LogWriter {
    private final RunLog log;
    private final Runnable onClose;
    private final AtomicBoolean closed = new AtomicBoolean();

    OpenWriter(RunLog log, Runnable onClose) {
        this.log = log;
        this.onClose = onClose;
    }

    @Override
    public void append(LogChunk chunk) {
        log.append(chunk);
    }

    @Override
    public void gap(@Nullable Long missingBytes, String reason) {
        log.gap(missingBytes, reason);
    }

    @Override
    public String driverCursor() {
        return log.driverCursor();
    }

    @Override
    public void end() {
        log.end();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            onClose.run();
        }
    }
}
