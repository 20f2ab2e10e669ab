package dev.triptych.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.gateway.wire.Applied;
import dev.triptych.gateway.wire.Forward;
import dev.triptych.gateway.wire.Transport;
import dev.triptych.tck.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ForwardsTest {
    private static final int PATIENCE_MILLIS = 20_000;

    private static Forward forward(int port, @Nullable Backend to) {
        return new Forward("one", Transport.TCP, "127.0.0.1", port, to == null ? null : Gate.to(to));
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static int firstByte(int port) throws IOException {
        try (Socket socket = connect(port)) {
            return socket.getInputStream().read();
        }
    }

    private static boolean isRefused(int port) {
        try (Socket _ = connect(port)) {
            return false;
        } catch (ConnectException refused) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Backend sending(char letter) throws IOException {
        return Backend.serving((self, in, out) -> out.write(letter));
    }

    @Test
    void bytesGoBothWaysToTheAddressThatIsToldLast() throws IOException {
        int port = freePort();
        try (Gate gate = new Gate();
                Backend a = Backend.serving((self, in, out) -> in.transferTo(out));
                Backend b = sending('b')) {
            assertThat(gate.forward(forward(port, a)).unopened()).isEmpty();
            try (Socket socket = connect(port)) {
                socket.getOutputStream().write("there and back".getBytes(StandardCharsets.US_ASCII));
                socket.shutdownOutput();
                assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("there and back");
            }
            gate.forward(forward(port, b));
            assertThat(firstByte(port)).isEqualTo('b');
        }
    }

    @Test
    void aPortWithoutAnAddressIsHeldAndConnectionsAreClosed() throws IOException {
        int port = freePort();
        try (Gate gate = new Gate();
                Backend a = sending('a')) {
            gate.forward(forward(port, null));
            assertThat(firstByte(port)).isEqualTo(-1);
            assertThatThrownBy(() -> new ServerSocket(port, 1, InetAddress.getLoopbackAddress()))
                    .isInstanceOf(IOException.class);
            gate.forward(forward(port, a));
            assertThat(firstByte(port)).isEqualTo('a');
        }
    }

    @Test
    void anAddressWhereNobodyListensClosesConnections() throws IOException {
        int port = freePort();
        try (Gate gate = new Gate()) {
            Backend gone = sending('a');
            gone.close();
            gate.forward(forward(port, gone));
            assertThat(firstByte(port)).isEqualTo(-1);
        }
    }

    @Test
    void connectionsToAnAddressThatIsGoneEnd() throws IOException {
        int port = freePort();
        try (Gate gate = new Gate();
                Backend silent = Backend.serving((self, in, out) -> {
                    out.write('s');
                    int _ = in.read();
                })) {
            gate.forward(forward(port, silent));
            try (Socket socket = connect(port)) {
                InputStream in = socket.getInputStream();
                assertThat(in.read()).isEqualTo('s');
                gate.forward(forward(port, null));
                assertThat(in.read()).isEqualTo(-1);
            }
            gate.forward();
            Eventually.holds("nobody listens there any more", Duration.ofSeconds(20), () -> isRefused(port));
        }
    }

    @Test
    void aTakenPortIsToldAndOpenedWhenItIsFree() throws IOException {
        int port;
        try (Gate gate = new Gate();
                Backend a = sending('a')) {
            try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = taken.getLocalPort();
                Applied refused = gate.forward(forward(port, a));
                assertThat(refused.unopened()).containsOnlyKeys("one");
                assertThat(refused.unopened().get("one")).contains("Port " + port + " of 127.0.0.1 cannot be opened");
            }
            assertThat(gate.forward(forward(port, a)).unopened()).isEmpty();
            assertThat(firstByte(port)).isEqualTo('a');
        }
    }
}
