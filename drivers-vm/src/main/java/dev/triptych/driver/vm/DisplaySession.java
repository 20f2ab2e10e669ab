package dev.triptych.driver.vm;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InteractiveSession;
import dev.triptych.spi.LogStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a machine's display. Its bytes pass as they are: QEMU holds what a client does not take, as much as a
 * screen or two, and then drops what it drew meanwhile.
 */
final class DisplaySession implements InteractiveSession {
    private static final System.Logger LOG = System.getLogger(DisplaySession.class.getName());
    private static final int PIECE = 1 << 16;

    private final SocketChannel channel;
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE);

    DisplaySession(SocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public void write(byte[] bytes) {
        try {
            for (ByteBuffer rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
                int _ = channel.write(rest);
            }
        } catch (ClosedByInterruptException end) {
            throw interrupted();
        } catch (IOException failure) {
            throw new DriverException(
                    DriverErrorCode.BACKEND_UNAVAILABLE,
                    "the machine takes nothing from its display",
                    failure.toString(),
                    failure);
        }
    }

    /** What somebody in front of a machine types has no end. */
    @Override
    public void endInput() {}

    /** QEMU ends the connection with the machine; when it dies, the kernel does. */
    @Override
    public @Nullable Output read() {
        piece.clear();
        try {
            if (channel.read(piece) < 0) {
                return null;
            }
            byte[] bytes = new byte[piece.flip().remaining()];
            piece.get(bytes);
            return new Output(LogStream.CONSOLE, bytes);
        } catch (ClosedByInterruptException end) {
            throw interrupted();
        } catch (ClosedChannelException closed) {
            return null;
        } catch (IOException broken) {
            LOG.log(System.Logger.Level.DEBUG, "a display's connection broke", broken);
            return null;
        }
    }

    private static DriverException interrupted() {
        return new DriverException(DriverErrorCode.INTERRUPTED, "the display was interrupted");
    }

    /** The size of a screen is what the machine's system made it. */
    @Override
    public void resize(TerminalSize size) {}

    @Override
    public OptionalInt exitCode() {
        return OptionalInt.empty();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.DEBUG, "a display's connection could not be closed", failure);
        }
    }
}
