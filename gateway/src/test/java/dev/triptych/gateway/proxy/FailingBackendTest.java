package dev.triptych.gateway.proxy;

import static dev.triptych.gateway.proxy.RawClient.GET;
import static dev.triptych.gateway.proxy.RawClient.POST;
import static dev.triptych.gateway.proxy.RawClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.gateway.wire.ServiceLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clients and the figures are told of backends that fail. */
@SuppressWarnings("StringConcatToTextBlock") // lines of HTTP end with CR LF
class FailingBackendTest {
    private final Gate gate = new Gate();

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void nobodyBehindAServiceIsSaid() throws IOException {
        try (RawClient client = new RawClient(gate.web())) {
            RawClient.Answer answer = client.send(GET).answer();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).contains("NO_BACKEND");
            assertThat(answer.field("Retry-After")).isEqualTo("1");
            assertThat(client.send(GET).answer().status()).isEqualTo(503);
        }
    }

    @Test
    void aBackendThatTakesNoConnectionIsPassedOver() throws IOException {
        BackendAddress dead = new BackendAddress("dead", "127.0.0.1", freePort(), 1);
        try (Backend alive = Backend.saying("alive")) {
            try (RawClient client = new RawClient(gate.web(dead, Gate.to("b", alive, 1)))) {
                for (int i = 0; i < 10; i++) {
                    assertThat(client.send(POST).answer().body()).isEqualTo("alive");
                }
            }
            assertThat(gate.figures("web", "dead").passing()).isFalse();
            assertThat(gate.figures("web", "dead").failures().get("connect")).isPositive();
            assertThat(gate.figures("web", "b").requests()).isEqualTo(10);
        }
        try (RawClient client = new RawClient(gate.web(dead))) {
            RawClient.Answer answer = client.send(GET).answer();
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.body()).contains("BACKEND_UNREACHABLE");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Answers one request on each connection and then closes it without a word, as servers with short patience do. */
    private static Backend impatient() throws IOException {
        return Backend.serving((self, in, out) -> {
            self.head(in);
            in.skipNBytes(0);
            out.write(bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
            self.head(in); // the second one is swallowed
        });
    }

    @Test
    void aSafeRequestOnAStaleConnectionGetsANewOne() throws IOException {
        try (Backend backend = impatient();
                RawClient client = new RawClient(gate.web(Gate.to(backend)))) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.send(GET).answer().body()).isEqualTo("ok");
            }
            assertThat(gate.figures("web", "a").retried()).isPositive();
        }
    }

    @Test
    void aRequestWhoseBackendWentAwayIsNotUnderWayAnyMore() throws IOException {
        Backend gone = impatient();
        try (gone;
                Backend alive = Backend.saying("alive")) {
            int port = gate.web(Gate.to("a", gone, 1));
            try (RawClient client = new RawClient(port)) {
                assertThat(client.send(GET).answer().body()).isEqualTo("ok");
                gone.refuse();
                gate.web(Gate.to("a", gone, 1000), Gate.to("b", alive, 1));
                assertThat(client.send(GET).answer().body()).isEqualTo("alive");
            }
            assertThat(gate.figures("web", "a").failures()).containsEntry("connect", 1L);
            assertThat(gate.figures("web", "a").inFlight()).isZero();
        }
    }

    @Test
    void anUnsafeRequestIsNeverSentTwice() throws IOException {
        try (Backend backend = Backend.serving((self, in, out) -> self.head(in));
                RawClient client = new RawClient(gate.web(Gate.to(backend)))) {
            RawClient.Answer answer = client.send(POST).answer();
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.body()).contains("BACKEND_BROKE_OFF");
            assertThat(backend.heads).hasSize(1);
        }
    }

    @Test
    void aFreshConnectionThatBreaksIsNotTriedAgainEvenForASafeRequest() throws IOException {
        try (Backend backend = Backend.serving((self, in, out) -> self.head(in));
                RawClient client = new RawClient(gate.web(Gate.to(backend)))) {
            assertThat(client.send(GET).answer().status()).isEqualTo(502);
            assertThat(backend.heads).hasSize(1);
        }
    }

    @Test
    void anAnswerThatBreaksOffIsNotMadeToLookWhole() throws IOException {
        try (Backend backend = Backend.serving((self, in, out) -> {
                    self.head(in);
                    out.write(bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"));
                });
                RawClient client = new RawClient(gate.web(Gate.to(backend)))) {
            client.send(GET);
            String all = new String(client.read(100_000), StandardCharsets.ISO_8859_1);
            assertThat(all).contains("abc").doesNotContain("\r\n0\r\n");
            assertThat(gate.figures("web", "a").failures()).containsEntry("broken", 1L);
        }
    }

    @Test
    void anAnswerThatIsAmbiguousIsABadGateway() throws IOException {
        try (Backend backend = Backend.serving((self, in, out) -> {
                    self.head(in);
                    out.write(bytes(
                            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
                    self.head(in);
                });
                RawClient client = new RawClient(gate.web(Gate.to(backend)))) {
            assertThat(client.send(GET).answer().status()).isEqualTo(502);
        }
    }

    @Test
    void aBackendThatIsSilentForTooLongIsAGatewayTimeout() throws IOException {
        ServiceLimits limits = new ServiceLimits(
                16 << 10,
                null,
                Duration.ofSeconds(20),
                Duration.ofSeconds(2),
                Duration.ofMillis(200),
                Duration.ofSeconds(1));
        try (Backend backend = Backend.serving((self, in, out) -> {
                    self.head(in);
                    self.head(in);
                });
                RawClient client = new RawClient(gate.web(limits, Gate.to(backend)))) {
            RawClient.Answer answer = client.send(GET).answer();
            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.body()).contains("BACKEND_TIMEOUT");
        }
    }
}
