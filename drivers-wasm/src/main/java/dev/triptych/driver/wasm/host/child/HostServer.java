package dev.triptych.driver.wasm.host.child;

import dev.triptych.driver.wasm.host.WasmHost;
import dev.triptych.driver.wasm.host.wire.HostSettings;
import dev.triptych.process.ProcessIdentity;
import dev.triptych.process.Welcome;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** Takes connections, each on a virtual thread, and lets in only the users that may call. */
final class HostServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HostServer.class.getName());
    private static final int MOST_CONNECTIONS = 4096;
    private static final int BACKLOG = 128;

    private final ServerSocketChannel socket;
    private final WasmHost host;
    private final CallTable calls;
    private final HostSettings settings;
    private final AtomicInteger connections = new AtomicInteger();

    HostServer(Path path, WasmHost host, CallTable calls, HostSettings settings) throws IOException {
        this.host = host;
        this.calls = calls;
        this.settings = settings;
        this.socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        socket.bind(UnixDomainSocketAddress.of(path), BACKLOG);
    }

    /** Begins to take connections. */
    void open() {
        Thread.ofPlatform().daemon().name("wasm-door").start(this::takeAll);
    }

    int connections() {
        return connections.get();
    }

    private void takeAll() {
        while (socket.isOpen()) {
            try {
                SocketChannel channel = socket.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().name("wasm-call").start(() -> serve(channel));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "A connection could not be taken", e);
            }
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            String stranger = stranger(channel);
            if (stranger != null) {
                LOG.log(System.Logger.Level.WARNING, "Refused a connection of the user {0}", stranger);
            } else if (connections.get() > MOST_CONNECTIONS) {
                LOG.log(System.Logger.Level.WARNING, "Refused a connection: {0} are open", MOST_CONNECTIONS);
            } else {
                Welcome welcome = new Welcome(settings.build(), ProcessIdentity.own());
                new Conversation(channel, host, calls, settings.nonce(), welcome).run();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "A connection broke off", e);
        } finally {
            connections.decrementAndGet();
        }
    }

    /** The user at the other end when it is not one that may call; told by the kernel. */
    private @Nullable String stranger(SocketChannel channel) throws IOException {
        String user =
                channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        return settings.clients().contains(user) ? null : user;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
