package dev.triptych.gateway.client;

import dev.triptych.gateway.client.GatewayLauncher.Running;
import dev.triptych.gateway.wire.GatewayCall;
import dev.triptych.gateway.wire.Refused;
import dev.triptych.process.Deadlines;
import dev.triptych.process.Frame;
import dev.triptych.process.Hello;
import dev.triptych.process.ProcessIdentity;
import dev.triptych.process.Welcome;
import dev.triptych.process.WireConnection;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** The way to a running gateway. Each call has a connection to itself; there are few of them. */
final class GatewayLink {
    private static final Duration ANSWER = Duration.ofSeconds(15);

    private final Running running;
    private final Deadlines deadlines;

    GatewayLink(Running running, Deadlines deadlines) {
        this.running = running;
        this.deadlines = deadlines;
    }

    Running running() {
        return running;
    }

    boolean alive() {
        return running.process().alive();
    }

    <T> T call(GatewayCall call, Class<T> answer) throws IOException {
        try (WireConnection connection = connect()) {
            deadlines.begin(connection, ANSWER);
            connection.send(Frame.Kind.CALL, call);
            Frame frame = connection.receive(Frame.Kind.DONE);
            deadlines.end(connection);
            if (frame.kind() == Frame.Kind.FAILED) {
                throw new IOException(frame.as(Refused.class).message());
            }
            return frame.as(answer);
        }
    }

    /** Returns when the gateway has gone, or the connection was closed from here. */
    void hold(WireConnection connection) throws IOException {
        connection.send(Frame.Kind.CALL, new GatewayCall.Hold());
        Frame frame = connection.receive();
        if (frame != null) {
            throw new IOException("a " + frame.kind() + " where nothing was expected");
        }
    }

    WireConnection connect() throws IOException {
        SocketChannel channel =
                SocketChannel.open(UnixDomainSocketAddress.of(running.folder().socket()));
        WireConnection connection = new WireConnection(channel);
        try {
            deadlines.begin(connection, ANSWER);
            connection.send(
                    Frame.Kind.HELLO,
                    new Hello(Hello.VERSION, running.settings().nonce()));
            Frame frame = connection.receive(Frame.Kind.WELCOME);
            if (frame.kind() == Frame.Kind.FAILED) {
                throw new IOException(frame.as(Refused.class).message());
            }
            ProcessIdentity other = frame.as(Welcome.class).process();
            if (!other.equals(running.process())) {
                throw new IOException("the gateway is " + other + ", not " + running.process());
            }
            connection.trust();
            return connection;
        } catch (IOException e) {
            connection.close();
            throw e;
        } finally {
            deadlines.end(connection);
        }
    }
}
