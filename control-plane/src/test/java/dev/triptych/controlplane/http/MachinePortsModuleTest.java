package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.Api.Answer;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.tck.Eventually;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Published ports of machines, held by the real gateway process. The simulated machine's address is loopback. */
@HttpModuleTest
class MachinePortsModuleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    private Api api;
    private ServerSocket guest;

    @BeforeEach
    void connect() throws IOException {
        api = new Api(port, home.root());
        guest = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::greetAll);
    }

    @AfterEach
    void close() throws IOException {
        guest.close();
    }

    /** The program in the machine. */
    private void greetAll() {
        while (!guest.isClosed()) {
            try (Socket client = guest.accept()) {
                client.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // closed, or the client has gone
            }
        }
    }

    private Answer create(String name, int publish) {
        return api.post("/workloads", """
                {"name":"%s","kind":"vm","lifecycle":"service","source":{"image":"%s"},
                 "ports":[{"name":"raw","port":%d,"publish":%d}]}""".formatted(name, SimulatedImages.KNOWN, guest.getLocalPort(), publish));
    }

    private int published(String name) {
        JsonNode endpoint = Eventually.value(
                "its endpoint is shown",
                PATIENCE,
                () -> api.get("/workloads/" + name)
                        .json()
                        .path("status")
                        .path("endpoints")
                        .path(0),
                shown -> !shown.isMissingNode());
        assertThat(endpoint.path("host").asString()).isEqualTo("127.0.0.1");
        return endpoint.path("port").asInt();
    }

    /** What is received until the end of the connection; {@code "refused"} when there is none. */
    private static String ask(int at) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), (int) PATIENCE.toMillis());
            socket.setSoTimeout((int) PATIENCE.toMillis());
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (java.net.ConnectException e) {
            return "refused";
        } catch (IOException e) {
            return "broken off";
        }
    }

    private static void awaitAnswer(int at, String answer) {
        Eventually.value("port " + at + " says " + answer, PATIENCE, () -> ask(at), answer::equals);
    }

    private void delete(String name) {
        assertThat(api.delete("/workloads/" + name).status()).isLessThan(300);
        Eventually.holds(
                name + " is gone", PATIENCE, () -> api.get("/workloads/" + name).status() == 404);
    }

    @Test
    void aPublishedPortLeadsToTheMachineWhileItRuns() {
        String name = Api.uniqueName("machine");
        Answer created = create(name, 0);
        assertThat(created.status()).as(created.body()).isLessThan(300);
        int at = published(name);
        assertThat(at).isNotEqualTo(guest.getLocalPort());
        awaitAnswer(at, "hello");
        assertThat(api.post("/workloads/" + name + "/stop", "{}").status()).isLessThan(300);
        awaitAnswer(at, "refused");
        assertThat(api.post("/workloads/" + name + "/start", "{}").status()).isLessThan(300);
        assertThat(published(name)).as("it keeps what was chosen").isEqualTo(at);
        awaitAnswer(at, "hello");
        delete(name);
        awaitAnswer(at, "refused");
    }

    @Test
    void aPortThatAMachineHasIsRefusedAndFreeAtOnceWhenItIsGone() {
        String name = Api.uniqueName("machine");
        assertThat(create(name, 0).status()).isLessThan(300);
        int at = published(name);
        Answer second = create(Api.uniqueName("second"), at);
        assertThat(second.code()).isEqualTo("PORT_TAKEN");
        assertThat(second.body()).contains(name);
        delete(name);
        String next = Api.uniqueName("next");
        Answer created = create(next, at);
        assertThat(created.status()).as(created.body()).isLessThan(300);
        awaitAnswer(at, "hello");
        delete(next);
    }

    @Test
    void aRunDoesNotBeginWhileItsPortIsTaken() throws IOException {
        String name = Api.uniqueName("machine");
        assertThat(create(name, 0).status()).isLessThan(300);
        int at = published(name);
        assertThat(api.post("/workloads/" + name + "/stop", "{}").status()).isLessThan(300);
        awaitAnswer(at, "refused");
        try (ServerSocket other = new ServerSocket()) {
            other.setReuseAddress(true);
            other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at));
            assertThat(api.post("/workloads/" + name + "/start", "{}").status()).isLessThan(300);
            JsonNode failed = Eventually.value(
                    "it has failed",
                    PATIENCE,
                    () -> api.get("/workloads/" + name).json().path("status"),
                    status -> status.path("state").asString().equals("failed"));
            assertThat(failed.path("reason").path("code").asString()).isEqualTo("PORT_TAKEN");
            assertThat(failed.path("reason").path("message").asString()).contains(String.valueOf(at));
        }
        assertThat(api.post("/workloads/" + name + "/start", "{}").status()).isLessThan(300);
        awaitAnswer(at, "hello");
        delete(name);
    }

    /** The program in the machine answers each datagram with its own words. */
    private static void echo(DatagramSocket socket) {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        while (!socket.isClosed()) {
            try {
                packet.setLength(2048);
                socket.receive(packet);
                socket.send(packet);
            } catch (IOException e) {
                // closed, or the sender has gone
            }
        }
    }

    private static String echoed(int at, String words) {
        byte[] sent = words.getBytes(StandardCharsets.US_ASCII);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(500);
            socket.send(new DatagramPacket(sent, sent.length, InetAddress.getLoopbackAddress(), at));
            DatagramPacket answer = new DatagramPacket(new byte[2048], 2048);
            socket.receive(answer);
            return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "silence";
        }
    }

    @Test
    void datagramsFindTheirWayToTheMachineAndBack() throws IOException {
        String name = Api.uniqueName("machine");
        try (DatagramSocket program = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> echo(program));
            Answer created = api.post("/workloads", """
                    {"name":"%s","kind":"vm","lifecycle":"service","source":{"image":"%s"},
                     "ports":[{"name":"dns","port":%d,"protocol":"udp","publish":0}]}""".formatted(name, SimulatedImages.KNOWN, program.getLocalPort()));
            assertThat(created.status()).as(created.body()).isLessThan(300);
            int at = published(name);
            Eventually.value("it is answered", PATIENCE, () -> echoed(at, "ping"), "ping"::equals);
            Answer second = create(Api.uniqueName("second"), at);
            assertThat(second.status())
                    .as("the same port of TCP is another: %s", second.body())
                    .isLessThan(300);
            delete(second.json().path("name").asString());
            assertThat(api.post("/workloads/" + name + "/stop", "{}").status()).isLessThan(300);
            Eventually.value("nobody answers", PATIENCE, () -> echoed(at, "pong"), "silence"::equals);
            delete(name);
        }
    }
}
