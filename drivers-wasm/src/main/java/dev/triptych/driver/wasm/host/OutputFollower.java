package dev.triptych.driver.wasm.host;

import dev.triptych.driver.wasm.host.GuestOutputLog.Next;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.LogSink;
import dev.triptych.spi.Registration;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One subscription: a virtual thread that hands on what is there, waits for more, and is held up by its own sink alone. */
final class OutputFollower implements Registration {
    private final GuestOutputLog log;
    private final LogSink sink;
    private final Thread thread;
    private volatile boolean closed;

    OutputFollower(GuestOutputLog log, long position, LogSink sink) {
        this.log = log;
        this.sink = sink;
        log.retain();
        this.thread = Thread.ofVirtual().name("wasm-log").start(() -> follow(position));
    }

    private void follow(long from) {
        DriverException cause = null;
        try {
            long position = from;
            for (Next next = log.next(position); next != null && !closed; next = log.next(position)) {
                if (next.lost() > 0) {
                    sink.gap(next.lost(), "the wasm host keeps no more of it");
                }
                sink.chunk(next.chunk());
                position = Long.parseLong(next.chunk().next());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            cause = new DriverException(
                    DriverErrorCode.BACKEND_UNAVAILABLE, "The kept output cannot be read.", e.toString(), e);
        } finally {
            log.release();
        }
        ended(cause);
    }

    private void ended(@Nullable DriverException cause) {
        if (!closed) {
            sink.ended(cause);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
