package dev.triptych.driver.wasm.host.remote;

import dev.triptych.driver.wasm.host.wire.Failure;
import dev.triptych.process.Frame;
import dev.triptych.process.WireConnection;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.LogChunk;
import dev.triptych.spi.LogSink;
import dev.triptych.spi.Registration;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One subscription, read on a virtual thread; its connection is used again when everything was delivered. */
final class FollowedLog implements Registration {
    private final WireConnection connection;
    private final LogSink sink;
    private final Consumer<WireConnection> reuse;
    private final AtomicBoolean over = new AtomicBoolean();

    FollowedLog(WireConnection connection, @Nullable Frame first, LogSink sink, Consumer<WireConnection> reuse) {
        this.connection = connection;
        this.sink = sink;
        this.reuse = reuse;
        Thread.ofVirtual().name("wasm-log").start(() -> read(first));
    }

    private void read(@Nullable Frame first) {
        try {
            Failure cause = deliver(first);
            if (over.compareAndSet(false, true)) {
                reuse.accept(connection);
                sink.ended(cause == null ? null : cause.exception());
            }
        } catch (IOException e) {
            if (over.compareAndSet(false, true)) {
                discard();
                sink.ended(new DriverException(
                        DriverErrorCode.BACKEND_UNAVAILABLE, "The Wasm host cannot be reached.", e.toString(), e));
            }
        } finally {
            close();
        }
    }

    /** Everything until the end, and why that came. */
    private @Nullable Failure deliver(@Nullable Frame first) throws IOException {
        boolean begun = false;
        for (Frame frame = first; frame != null && !over.get(); frame = connection.receive()) {
            switch (frame.kind()) {
                case DONE -> begun = true;
                case CHUNK -> sink.chunk(frame.as(LogChunk.class));
                case GAP -> {
                    Failure.Gap gap = frame.as(Failure.Gap.class);
                    sink.gap(gap.lostBytes(), gap.reason());
                }
                case ENDED -> {
                    if (!begun) {
                        connection.receive(Frame.Kind.DONE);
                    }
                    return frame.as(Failure.End.class).cause();
                }
                default -> throw new IOException("a " + frame.kind() + " within a log");
            }
        }
        throw new EOFException("the connection was closed");
    }

    /** Ends the subscription, unless it has ended: then the connection serves others. */
    @Override
    public void close() {
        if (over.compareAndSet(false, true)) {
            discard();
        }
    }

    private void discard() {
        try {
            connection.close();
        } catch (IOException e) {
            System.getLogger(FollowedLog.class.getName())
                    .log(System.Logger.Level.WARNING, "A connection could not be closed", e);
        }
    }
}
