package dev.triptych.driver.wasm.host.child;

import dev.triptych.driver.wasm.host.wire.Failure;
import dev.triptych.process.Frame;
import dev.triptych.process.WireConnection;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.LogChunk;
import dev.triptych.spi.LogSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Sends a followed log. A client that does not read holds up its own subscription, and nobody else's. */
final class RemoteSink implements LogSink {
    private final WireConnection connection;
    private volatile boolean over;

    RemoteSink(WireConnection connection) {
        this.connection = connection;
    }

    @Override
    public void chunk(LogChunk chunk) {
        send(Frame.Kind.CHUNK, chunk);
    }

    @Override
    public void gap(@Nullable Long lostBytes, String reason) {
        send(Frame.Kind.GAP, new Failure.Gap(lostBytes, reason));
    }

    @Override
    public void ended(@Nullable DriverException cause) {
        over = true;
        send(Frame.Kind.ENDED, new Failure.End(cause == null ? null : Failure.of(cause)));
    }

    /** Whether the last message is on its way: the thread that sends it must not be interrupted, or it takes the socket along. */
    boolean over() {
        return over;
    }

    private void send(Frame.Kind kind, Object value) {
        try {
            connection.send(kind, value);
        } catch (IOException e) {
            throw new UncheckedIOException("the client that followed a log is gone", e);
        }
    }
}
