package dev.triptych.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.gateway.wire.Applied;
import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.gateway.wire.Forward;
import dev.triptych.gateway.wire.Transport;
import dev.triptych.tck.Eventually;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DatagramsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MOST = 65_507;

    /** Answers each datagram with a letter of its own before what was sent. */
    private static final class Echo implements AutoCloseable {
        private final DatagramSocket socket;

        Echo(char letter) throws SocketException {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(() -> answerAll(letter));
        }

        private void answerAll(char letter) {
            byte[] buffer = new byte[MOST];
            while (!socket.isClosed()) {
                try {
                    DatagramPacket asked = new DatagramPacket(buffer, 1, buffer.length - 1);
                    socket.receive(asked);
                    buffer[0] = (byte) letter;
                    socket.send(new DatagramPacket(buffer, asked.getLength() + 1, asked.getSocketAddress()));
                } catch (IOException e) {
                    // closed, or the sender has gone
                }
            }
        }

        BackendAddress address() {
            return new BackendAddress("machine", "127.0.0.1", socket.getLocalPort(), 1);
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static Forward forward(int port, @Nullable BackendAddress to) {
        return new Forward("one", Transport.UDP, "127.0.0.1", port, to);
    }

    private static int freePort() throws SocketException {
        try (DatagramSocket probe = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static void send(DatagramSocket from, int port, byte[] words) throws IOException {
        from.send(new DatagramPacket(words, words.length, InetAddress.getLoopbackAddress(), port));
    }

    /** What came back; null when nothing did within this time. */
    private static byte @Nullable [] received(DatagramSocket at, Duration patience) throws IOException {
        at.setSoTimeout((int) patience.toMillis());
        DatagramPacket answer = new DatagramPacket(new byte[MOST], MOST);
        try {
            at.receive(answer);
        } catch (SocketTimeoutException nothing) {
            return null;
        }
        return java.util.Arrays.copyOf(answer.getData(), answer.getLength());
    }

    private static String asked(DatagramSocket by, int port, String words) throws IOException {
        send(by, port, words.getBytes(StandardCharsets.US_ASCII));
        byte[] answer = received(by, PATIENCE);
        return answer == null ? "silence" : new String(answer, StandardCharsets.US_ASCII);
    }

    @Test
    void answersFindBackToWhoAsked() throws IOException {
        int port = freePort();
        try (Gate gate = new Gate();
                Echo echo = new Echo('a');
                DatagramSocket one = new DatagramSocket();
                DatagramSocket other = new DatagramSocket()) {
            assertThat(gate.forward(forward(port, echo.address())).unopened()).isEmpty();
            send(one, port, "from one".getBytes(StandardCharsets.US_ASCII));
            assertThat(asked(other, port, "from the other")).isEqualTo("afrom the other");
            assertThat(received(one, PATIENCE)).asString().isEqualTo("afrom one");
            assertThat(asked(one, port, "again")).isEqualTo("aagain");
        }
    }

    @Test
    void theGreatestDatagramPasses() throws IOException {
        int port = freePort();
        try (Gate gate = new Gate();
                Echo echo = new Echo('a');
                DatagramSocket client = new DatagramSocket()) {
            gate.forward(forward(port, echo.address()));
            client.setSendBufferSize(1 << 20);
            send(client, port, new byte[MOST - 1]);
            assertThat(received(client, PATIENCE)).hasSize(MOST);
        }
    }

    @Test
    void aPortWithoutAnAddressIsHeldAndSilent() throws IOException {
        int port = freePort();
        try (Gate gate = new Gate();
                Echo echo = new Echo('a');
                DatagramSocket client = new DatagramSocket()) {
            gate.forward(forward(port, null));
            assertThatThrownBy(() -> new DatagramSocket(port, InetAddress.getLoopbackAddress()))
                    .isInstanceOf(IOException.class);
            send(client, port, new byte[] {'x'});
            gate.forward(forward(port, echo.address()));
            assertThat(asked(client, port, "now"))
                    .as("what came before is lost")
                    .isEqualTo("anow");
        }
    }

    @Test
    void datagramsGoToTheAddressThatIsToldLast() throws IOException {
        int port = freePort();
        try (Gate gate = new Gate();
                Echo a = new Echo('a');
                Echo b = new Echo('b');
                DatagramSocket client = new DatagramSocket()) {
            gate.forward(forward(port, a.address()));
            assertThat(asked(client, port, "1")).isEqualTo("a1");
            gate.forward(forward(port, b.address()));
            Eventually.value(
                    "the other answers",
                    PATIENCE,
                    () -> {
                        try {
                            return asked(client, port, "2");
                        } catch (IOException e) {
                            return e.toString();
                        }
                    },
                    "b2"::equals);
        }
    }

    @Test
    void whereNobodyListensYetIsAskedAgain() throws IOException {
        int port = freePort();
        int late = freePort();
        try (Gate gate = new Gate();
                DatagramSocket client = new DatagramSocket()) {
            gate.forward(forward(port, new BackendAddress("machine", "127.0.0.1", late, 1)));
            send(client, port, new byte[] {'1'});
            send(client, port, new byte[] {'2'});
            try (DatagramSocket program = new DatagramSocket(late, InetAddress.getLoopbackAddress())) {
                send(client, port, new byte[] {'3'});
                byte[] last = null;
                while (last == null || last[0] != '3') {
                    last = received(program, PATIENCE);
                    assertThat(last).as("it arrives").isNotNull();
                }
            }
        }
    }

    @Test
    void aTakenPortIsToldAndThePortOfTcpIsAnother() throws IOException {
        try (Gate gate = new Gate();
                Echo echo = new Echo('a');
                DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            Applied refused = gate.forward(forward(port, echo.address()));
            assertThat(refused.unopened().get("one")).contains("UDP port " + port + " of 127.0.0.1 cannot be opened");
            assertThat(gate.forward(new Forward("two", Transport.TCP, "127.0.0.1", port, null))
                            .unopened())
                    .isEmpty();
        }
    }

    @Test
    void ofTooManySendersTheLongestSilentIsForgottenAndSilenceEndsAll() throws IOException {
        int port = freePort();
        Loops loops = Loops.start();
        List<DatagramSocket> senders = new ArrayList<>();
        try (Echo echo = new Echo('a')) {
            Datagrams door = Datagrams.open(loops, "127.0.0.1", port, Duration.ofSeconds(2));
            door.lead(echo.address());
            for (int i = 0; i < Datagrams.MOST_SENDERS + 10; i++) {
                DatagramSocket sender = new DatagramSocket();
                senders.add(sender);
                assertThat(asked(sender, port, "x")).isEqualTo("ax");
                assertThat(door.clients()).isLessThanOrEqualTo(Datagrams.MOST_SENDERS);
            }
            assertThat(asked(senders.getFirst(), port, "y"))
                    .as("it gets a new way")
                    .isEqualTo("ay");
            Eventually.holds("all are forgotten", PATIENCE, () -> door.clients() == 0);
            assertThat(asked(senders.getLast(), port, "z")).isEqualTo("az");
            door.close();
            try (DatagramSocket again = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
                assertThat(again.getLocalPort()).isEqualTo(port);
            }
        } finally {
            senders.forEach(DatagramSocket::close);
            var _ = loops.group().shutdownGracefully();
        }
    }
}
