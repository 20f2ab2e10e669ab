package dev.triptych.driver.wasm.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;

/** A listener that is open. */
public final class Listening implements AutoCloseable {
    private final FrontConnector connector;
    private final ServerSocketChannel channel;
    private final InetSocketAddress address;
    private final Site site;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Traffic traffic = new Traffic();
    private final Closeable acceptor;

    Listening(FrontConnector connector, ServerSocketChannel channel, Site site) throws IOException {
        this.connector = connector;
        this.channel = channel;
        this.address = (InetSocketAddress) channel.getLocalAddress();
        this.site = site;
        this.acceptor = connector.begin(this);
    }

    ServerSocketChannel channel() {
        return channel;
    }

    Site site() {
        return site;
    }

    /** Where it listens; the port is the real one. */
    public InetSocketAddress address() {
        return address;
    }

    /** What its connections carried, those that are closed included. */
    public Traffic traffic() {
        return traffic;
    }

    /** Whether nothing new is taken any more. */
    boolean closed() {
        return closed.get();
    }

    /** Takes no more connections, and closes those on which no request is served. The port is free on return. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                channel.close();
                acceptor.close();
            } catch (IOException e) {
                throw new UncheckedIOException("A listener cannot be closed", e);
            }
            connector.awaitRelease();
            connector.ended(this);
        }
    }
}
