package dev.triptych.process;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * Takes connections on a Unix-domain socket, each on a virtual thread; lets in only the users that may call, by the kernel's
 * word, and of them those who know the nonce.
 */
public final class CallServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(CallServer.class.getName());
    private static final int MOST_CONNECTIONS = 4096;
    private static final int BACKLOG = 128;

    private final ServerSocketChannel socket;
    private final Door door;
    private final Serving serving;
    private final AtomicInteger connections = new AtomicInteger();

    /**
     * Who may come in, and what they are told.
     *
     * @param clients names of users
     * @param nonce what a client must show
     * @param refusal puts the reason for which a client is not let in into the words of what is served
     */
    public record Door(List<String> clients, String nonce, Welcome welcome, Function<String, Object> refusal) {
        public Door {
            clients = List.copyOf(clients);
        }

        @Override
        public String toString() {
            return "Door" + clients;
        }
    }

    /** What happens on a connection after the greeting. */
    public interface Serving {
        /** Returns when the connection is over. */
        void serve(WireConnection connection) throws IOException;
    }

    public CallServer(Path path, Door door, Serving serving) throws IOException {
        this.door = door;
        this.serving = serving;
        this.socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        socket.bind(UnixDomainSocketAddress.of(path), BACKLOG);
    }

    /** Begins to take connections. */
    public void open() {
        Thread.ofPlatform().daemon().name("call-door").start(this::takeAll);
    }

    public int connections() {
        return connections.get();
    }

    private void takeAll() {
        while (socket.isOpen()) {
            try {
                SocketChannel channel = socket.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().name("call").start(() -> take(channel));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "A connection could not be taken", e);
            }
        }
    }

    private void take(SocketChannel channel) {
        try (channel) {
            String stranger = stranger(channel);
            if (stranger != null) {
                LOG.log(System.Logger.Level.WARNING, "Refused a connection of the user {0}", stranger);
            } else if (connections.get() > MOST_CONNECTIONS) {
                LOG.log(System.Logger.Level.WARNING, "Refused a connection: {0} are open", MOST_CONNECTIONS);
            } else {
                WireConnection connection = new WireConnection(channel);
                if (greeted(connection)) {
                    serving.serve(connection);
                }
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
        return door.clients().contains(user) ? null : user;
    }

    private boolean greeted(WireConnection connection) throws IOException {
        Frame frame = connection.receive();
        if (frame == null) {
            return false;
        }
        if (frame.kind() != Frame.Kind.HELLO) {
            throw new IOException("a " + frame.kind() + " where a greeting was expected");
        }
        Hello hello = frame.as(Hello.class);
        if (hello.version() != Hello.VERSION) {
            refuse(
                    connection,
                    "This process speaks version %d of the protocol, not %d."
                            .formatted(Hello.VERSION, hello.version()));
            return false;
        }
        if (!MessageDigest.isEqual(bytes(door.nonce()), bytes(hello.nonce()))) {
            refuse(connection, "That is not the nonce of this installation.");
            return false;
        }
        connection.trust();
        connection.send(Frame.Kind.WELCOME, door.welcome());
        return true;
    }

    private void refuse(WireConnection connection, String why) throws IOException {
        LOG.log(System.Logger.Level.WARNING, "Refused a client: {0}", why);
        connection.send(Frame.Kind.FAILED, door.refusal().apply(why));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
