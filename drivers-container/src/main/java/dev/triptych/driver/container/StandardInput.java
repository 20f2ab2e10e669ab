package dev.triptych.driver.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The standard input of one start: connected before it, handed over after it, then closed. A guest that never reads
 * keeps the connection open and nothing else.
 */
final class StandardInput implements AutoCloseable {
    private static final Logger LOG = System.getLogger(StandardInput.class.getName());

    private final @Nullable RawExchange connection;
    private final byte[] bytes;
    private boolean delivered;

    private StandardInput(@Nullable RawExchange connection, byte[] bytes) {
        this.connection = connection;
        this.bytes = bytes;
    }

    /** Connects, when there is any input. */
    static StandardInput attach(Engine engine, String containerId, byte[] bytes) {
        if (bytes.length == 0) {
            return new StandardInput(null, bytes);
        }
        RawExchange connection = engine.call("connect the standard input", docker -> {
            try {
                return RawExchange.open(engine.socket(), StreamRequests.attachInput(containerId));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return new StandardInput(connection, bytes);
    }

    /** Lets the bytes flow, on a thread of their own: the guest reads when it likes. */
    void deliver() {
        RawExchange open = connection;
        if (open != null) {
            delivered = true;
            Thread.ofVirtual().name("docker-stdin").start(() -> feed(open));
        }
    }

    private void feed(RawExchange open) {
        try (open) {
            open.send(bytes);
            open.endInput();
            // The Engine lets go when it has handed over the end of the input.
            long ignored = open.body().transferTo(java.io.OutputStream.nullOutputStream());
            LOG.log(Logger.Level.TRACE, "{0} bytes came back on an input", ignored);
        } catch (IOException e) {
            LOG.log(Logger.Level.DEBUG, "a guest ended before it read its whole input", e);
        }
    }

    @Override
    public void close() {
        RawExchange open = connection;
        if (open == null || delivered) {
            return;
        }
        try {
            open.close();
        } catch (IOException e) {
            LOG.log(Logger.Level.DEBUG, "closing a standard input that was not used", e);
        }
    }
}
