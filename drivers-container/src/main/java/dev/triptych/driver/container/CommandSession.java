package dev.triptych.driver.container;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InteractiveSession;
import dev.triptych.spi.LogStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The connection to one command. Without a terminal the Engine sends frames: the stream in the first byte, the length in
 * the last four of eight, then the bytes. A terminal's bytes come as they are.
 */
final class CommandSession implements InteractiveSession {
    private static final Logger LOG = System.getLogger(CommandSession.class.getName());
    private static final int FRAME_HEADER_BYTES = 8;
    private static final int MOST_PIECE_BYTES = 32 << 10;
    private static final int STDERR = 2;

    private final RawExchange connection;
    private final boolean terminal;
    private final EngineCommand command;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean ended;
    private LogStream stream = LogStream.STDOUT;
    private int leftOfFrame;

    CommandSession(RawExchange connection, boolean terminal, EngineCommand command) {
        this.connection = connection;
        this.terminal = terminal;
        this.command = command;
    }

    @Override
    public void write(byte[] bytes) {
        try {
            connection.send(bytes);
        } catch (IOException e) {
            throw broken("The command takes no more input.", e);
        }
    }

    @Override
    public void endInput() {
        if (terminal || ended || closed.get()) {
            return;
        }
        try {
            connection.endInput();
        } catch (IOException e) {
            LOG.log(Logger.Level.DEBUG, "a command ended before its input did", e);
        }
    }

    @Override
    public @Nullable Output read() {
        if (ended) {
            return null;
        }
        try {
            Output piece = terminal ? raw() : framed();
            if (piece == null) {
                ended = true;
            }
            return piece;
        } catch (IOException e) {
            throw broken("The connection to the command broke.", e);
        }
    }

    private @Nullable Output raw() throws IOException {
        byte[] buffer = new byte[MOST_PIECE_BYTES];
        int count = connection.body().read(buffer);
        return count <= 0 ? null : new Output(LogStream.STDOUT, Arrays.copyOf(buffer, count));
    }

    private @Nullable Output framed() throws IOException {
        InputStream in = connection.body();
        while (leftOfFrame == 0) {
            byte[] header = in.readNBytes(FRAME_HEADER_BYTES);
            if (header.length == 0) {
                return null;
            }
            if (header.length < FRAME_HEADER_BYTES) {
                throw new EOFException("a frame broke off");
            }
            stream = header[0] == STDERR ? LogStream.STDERR : LogStream.STDOUT;
            leftOfFrame = ByteBuffer.wrap(header).getInt(4);
            if (leftOfFrame < 0) {
                throw new IOException("a frame of more than 2 GiB");
            }
        }
        byte[] bytes = in.readNBytes(Math.min(leftOfFrame, MOST_PIECE_BYTES));
        if (bytes.length == 0) {
            throw new EOFException("a frame broke off");
        }
        leftOfFrame -= bytes.length;
        return new Output(stream, bytes);
    }

    @Override
    public void resize(TerminalSize size) {
        if (terminal && !ended && !closed.get()) {
            command.resize(size);
        }
    }

    @Override
    public OptionalInt exitCode() {
        return ended ? command.exitCode() : OptionalInt.empty();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            connection.close();
        } catch (IOException e) {
            LOG.log(Logger.Level.DEBUG, "closing the connection to a command", e);
        }
        if (!ended) {
            Thread.ofVirtual().name("docker-exec-end").start(command::end);
        }
    }

    private static DriverException broken(String what, IOException cause) {
        if (cause instanceof ClosedByInterruptException) {
            return new DriverException(DriverErrorCode.INTERRUPTED, "Interrupted.", cause.toString(), cause);
        }
        return new DriverException(DriverErrorCode.BACKEND_UNAVAILABLE, what, cause.toString(), cause);
    }
}
