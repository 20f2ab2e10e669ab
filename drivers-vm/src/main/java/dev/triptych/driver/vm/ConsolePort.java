package dev.triptych.driver.vm;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The line on which a machine is typed to. QEMU serves one peer at a time, so all sessions of a machine share it; it is
 * connected by the first that types. The machine's output comes here as well, and is thrown away at once: the log has it, and
 * a peer that does not take it would hold the machine back.
 */
final class ConsolePort {
    private static final System.Logger LOG = System.getLogger(ConsolePort.class.getName());
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int PIECE = 1 << 13;

    private final Path socket;
    private int users;
    private @Nullable SocketChannel line;

    ConsolePort(Path socket) {
        this.socket = socket;
    }

    synchronized ConsolePort taken() {
        users++;
        return this;
    }

    /** Lets go; null when that was the last user. */
    synchronized @Nullable ConsolePort released() {
        users--;
        if (users > 0) {
            return this;
        }
        disconnect();
        return null;
    }

    /**
     * Waits while the machine does not take it.
     *
     * @param over whether nobody wants it to be waited for any more
     */
    void write(byte[] bytes, BooleanSupplier over) throws IOException, InterruptedException {
        SocketChannel channel = connected();
        for (ByteBuffer rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
            if (channel.write(rest) == 0) {
                if (over.getAsBoolean()) {
                    throw new IOException("nobody waits any more");
                }
                TimeUnit.NANOSECONDS.sleep(PAUSE_NANOS);
            }
        }
    }

    private synchronized SocketChannel connected() throws IOException {
        SocketChannel known = line;
        if (known != null && known.isOpen()) {
            return known;
        }
        SocketChannel fresh = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        try {
            fresh.configureBlocking(false);
            Selector selector = Selector.open();
            fresh.register(selector, SelectionKey.OP_READ);
            Thread.ofPlatform().daemon().name("vm-console").start(() -> drain(fresh, selector));
        } catch (IOException failure) {
            fresh.close();
            throw failure;
        }
        line = fresh;
        return fresh;
    }

    private static void drain(SocketChannel channel, Selector selector) {
        ByteBuffer bytes = ByteBuffer.allocate(PIECE);
        try (channel;
                selector) {
            while (channel.isOpen()) {
                selector.select(1000);
                selector.selectedKeys().clear();
                bytes.clear();
                if (channel.isOpen() && channel.read(bytes) < 0) {
                    return;
                }
            }
        } catch (IOException | java.nio.channels.ClosedSelectorException gone) {
            LOG.log(System.Logger.Level.DEBUG, "a console's line broke", gone);
        }
    }

    private void disconnect() {
        SocketChannel known = line;
        line = null;
        if (known != null) {
            try {
                known.close();
            } catch (IOException failure) {
                LOG.log(System.Logger.Level.DEBUG, "a console's line could not be closed", failure);
            }
        }
    }
}
