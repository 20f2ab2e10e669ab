package dev.triptych.driver.wasm.http;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;

/** Jetty's end of any number of listeners, all on one selector: an idle one costs a socket and no thread. */
final class FrontConnector extends AbstractConnector {
    private static final long SWEEP_MILLIS = 500;
    private static final long RELEASE_SECONDS = 2;

    private final FrontLimits limits;
    private final Listeners listeners;
    private final Map<SelectableChannel, Listening> open = new ConcurrentHashMap<>();

    FrontConnector(Server server, Executor executor, FrontLimits limits, ConnectionFactory factory) {
        super(server, executor, null, null, 0, factory);
        this.limits = limits;
        this.listeners = new Listeners();
        setIdleTimeout(limits.idleTime().toMillis());
        installBean(listeners, true);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        sweepLater();
    }

    private void sweepLater() {
        getScheduler().schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Closes the connections whose client takes too long for a head, however slowly it goes on. */
    private void sweep() {
        Duration most = limits.headTime();
        for (EndPoint one : getConnectedEndPoints()) {
            if (one instanceof SiteEndPoint mine && mine.headIsLate(most)) {
                mine.close();
            }
        }
        if (isRunning()) {
            sweepLater();
        }
    }

    Closeable begin(Listening listening) throws IOException {
        listening.channel().configureBlocking(false);
        open.put(listening.channel(), listening);
        return listeners.acceptor(listening.channel());
    }

    void ended(Listening listening) {
        open.remove(listening.channel());
        for (EndPoint one : getConnectedEndPoints()) {
            if (one instanceof SiteEndPoint mine && mine.listening() == listening && mine.idle()) {
                mine.close();
            }
        }
    }

    /** Waits until the selector has let go of closed channels, for only then the system frees their ports. */
    void awaitRelease() {
        ManagedSelector selector = listeners.getBean(ManagedSelector.class);
        CountDownLatch selected = new CountDownLatch(1);
        selector.submit(_ -> selector.submit(_ -> selected.countDown()));
        try {
            if (!selected.await(RELEASE_SECONDS, TimeUnit.SECONDS)) {
                System.getLogger(FrontConnector.class.getName())
                        .log(System.Logger.Level.WARNING, "A closed listener is not let go of yet");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected void accept(int acceptor) {
        throw new IllegalStateException("the selector accepts");
    }

    @Override
    public Object getTransport() {
        return this;
    }

    private final class Listeners extends SelectorManager {
        Listeners() {
            super(FrontConnector.this.getExecutor(), FrontConnector.this.getScheduler(), 1);
        }

        /** The connection is handed on here, with what it came in by; the caller sees none. */
        @Override
        protected @Nullable SelectableChannel doAccept(SelectableChannel server) throws IOException {
            SocketChannel channel = server.isOpen() ? ((ServerSocketChannel) server).accept() : null;
            while (channel != null) {
                Listening listening = open.get(server);
                if (listening == null || getConnectedEndPoints().size() >= limits.connections()) {
                    channel.close();
                } else {
                    channel.configureBlocking(false);
                    channel.socket().setTcpNoDelay(true);
                    accept(channel, listening);
                }
                channel = ((ServerSocketChannel) server).accept();
            }
            return null;
        }

        @Override
        protected EndPoint newEndPoint(SelectableChannel channel, ManagedSelector selector, SelectionKey key) {
            SiteEndPoint endPoint = new SiteEndPoint(
                    (SocketChannel) channel, selector, key, getScheduler(), (Listening) key.attachment());
            endPoint.setIdleTimeout(getIdleTimeout());
            return endPoint;
        }

        @Override
        public Connection newConnection(SelectableChannel channel, EndPoint endPoint, Object attachment) {
            return getDefaultConnectionFactory().newConnection(FrontConnector.this, endPoint);
        }

        @Override
        protected void endPointOpened(EndPoint endPoint) {
            super.endPointOpened(endPoint);
            onEndPointOpened(endPoint);
        }

        @Override
        protected void endPointClosed(EndPoint endPoint) {
            onEndPointClosed(endPoint);
            super.endPointClosed(endPoint);
        }
    }
}
