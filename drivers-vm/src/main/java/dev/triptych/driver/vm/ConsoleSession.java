package dev.triptych.driver.vm;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InteractiveSession;
import dev.triptych.spi.LogChunk;
import dev.triptych.spi.LogSink;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.Registration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One look at a machine's console: what is written there is read from its log, so that neither a slow reader nor a lost one
 * is felt by the machine, and what is typed goes to its port.
 */
final class ConsoleSession implements InteractiveSession, LogSink {
    private static final byte[] LOST = "\r\n[some output was not kept]\r\n".getBytes(StandardCharsets.UTF_8);

    private final ConsolePort port;
    private final Runnable release;
    private @Nullable Registration subscription;
    private byte @Nullable [] piece;
    private @Nullable DriverException cause;
    private boolean ended;
    private boolean closed;

    /** @param release lets go of the port */
    ConsoleSession(ConsolePort port, Runnable release) {
        this.port = port;
        this.release = release;
    }

    synchronized void reads(Registration from) {
        subscription = from;
    }

    @Override
    public void write(byte[] bytes) {
        try {
            port.write(bytes, this::over);
        } catch (IOException failure) {
            throw new DriverException(
                    DriverErrorCode.BACKEND_UNAVAILABLE,
                    "the machine takes nothing from its console",
                    failure.toString(),
                    failure);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
            throw interrupted();
        }
    }

    private synchronized boolean over() {
        return closed || ended;
    }

    /** A line has no end. */
    @Override
    public void endInput() {}

    @Override
    public synchronized @Nullable Output read() {
        try {
            while (piece == null && !ended && !closed) {
                wait();
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
            throw interrupted();
        }
        byte[] next = piece;
        piece = null;
        notifyAll();
        if (next == null && cause != null) {
            throw cause;
        }
        return next == null ? null : new Output(LogStream.CONSOLE, next);
    }

    private static DriverException interrupted() {
        return new DriverException(DriverErrorCode.INTERRUPTED, "the console was interrupted");
    }

    /** A serial line does not know how large the terminal at its end is. */
    @Override
    public void resize(TerminalSize size) {}

    @Override
    public OptionalInt exitCode() {
        return OptionalInt.empty();
    }

    @Override
    public void chunk(LogChunk chunk) {
        offer(chunk.bytes());
    }

    private synchronized void offer(byte[] bytes) {
        try {
            while (piece != null && !closed) {
                wait();
            }
            piece = bytes;
            notifyAll();
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    @Override
    public void gap(@Nullable Long lostBytes, String reason) {
        offer(LOST);
    }

    @Override
    public synchronized void ended(@Nullable DriverException why) {
        cause = why;
        ended = true;
        notifyAll();
    }

    @Override
    public void close() {
        Registration from;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            from = subscription;
            notifyAll();
        }
        if (from != null) {
            from.close();
        }
        release.run();
    }
}
