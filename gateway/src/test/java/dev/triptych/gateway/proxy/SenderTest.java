package dev.triptych.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.gateway.wire.CapturedAnswer;
import dev.triptych.gateway.wire.CapturedRequest;
import dev.triptych.gateway.wire.Field;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One request to one address, whatever is there. */
class SenderTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Gate gate = new Gate();

    @AfterEach
    void close() {
        gate.close();
    }

    private static CapturedRequest get(Field... fields) {
        return new CapturedRequest("GET", "/", List.of(fields), new byte[0]);
    }

    private static Backend answering(String answer) throws IOException {
        return Backend.serving((self, in, out) -> {
            self.head(in);
            out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
        });
    }

    @Test
    void aRedirectIsAnAnswerAndNotFollowed() throws IOException {
        try (Backend other = Backend.saying("never");
                Backend backend = answering("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:" + other.port()
                        + "/\r\nContent-Length: 0\r\n\r\n")) {
            CapturedAnswer answer = gate.send(Gate.to(backend), get(), 100, LONG);
            assertThat(answer.status()).isEqualTo(302);
            assertThat(other.heads).isEmpty();
        }
    }

    @Test
    void aLongAnswerIsCutAndSaysSo() throws IOException {
        try (Backend backend = Backend.saying("x".repeat(10_000))) {
            CapturedAnswer answer = gate.send(Gate.to(backend), get(), 100, LONG);
            assertThat(answer.whole()).isFalse();
            assertThat(answer.body()).hasSize(100);
        }
    }

    @Test
    void anAnswerThatEndsWithItsConnectionIsWholeAndEarlyOnesArePassedOver() throws IOException {
        try (Backend backend = answering(
                "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nX-A: 1\r\n\r\nto the end")) {
            CapturedAnswer answer = gate.send(Gate.to(backend), get(), 100, LONG);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.whole()).isTrue();
            assertThat(new String(answer.body(), StandardCharsets.ISO_8859_1)).isEqualTo("to the end");
        }
    }

    @Test
    void silenceGarbageAndNobodyAreNoAnswers() throws IOException {
        try (Backend silent = Backend.serving((self, in, out) -> {
                    self.head(in);
                    in.read();
                });
                Backend garbage = answering("hello\r\n\r\n");
                Backend broken = answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")) {
            assertThat(gate.send(Gate.to(silent), get(), 100, Duration.ofMillis(300))
                            .failure())
                    .contains("no whole answer within");
            assertThat(gate.send(Gate.to(garbage), get(), 100, LONG).failure()).contains("not HTTP");
            assertThat(gate.send(Gate.to(broken), get(), 100, LONG).failure()).contains("without a whole answer");
        }
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertThat(gate.send(new BackendAddress("a", "127.0.0.1", free, 1), get(), 100, LONG)
                        .failure())
                .contains("No connection");
    }

    @Test
    void theBodyIsSentWithItsLengthAndFieldsOfTheConnectionAreNot() throws IOException {
        try (Backend backend = Backend.saying("ok")) {
            CapturedRequest post = new CapturedRequest(
                    "POST",
                    "/p?q=1",
                    List.of(
                            new Field("Host", "shop.localhost"),
                            new Field("Content-Length", "99"),
                            new Field("Transfer-Encoding", "chunked"),
                            new Field("Connection", "keep-alive"),
                            new Field("Accept", "*/*")),
                    "hello".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(gate.send(Gate.to(backend), post, 100, LONG).status()).isEqualTo(200);
            assertThat(backend.heads.getFirst())
                    .startsWith("POST /p?q=1 HTTP/1.1\r\n")
                    .contains("Host: shop.localhost", "Accept: */*", "content-length: 5\r\n", "connection: close")
                    .doesNotContain("99", "chunked", "keep-alive");
        }
    }

    @Test
    void whatWouldNotBeOneRequestIsNotSent() throws IOException {
        try (Backend backend = Backend.saying("ok")) {
            for (CapturedRequest bad : List.of(
                    get(new Field("X-A", "1\r\nX-B: canary")),
                    get(new Field("X A", "1")),
                    new CapturedRequest("GET", "/a b", List.of(), new byte[0]),
                    new CapturedRequest("GE T", "/", List.of(), new byte[0]))) {
                CapturedAnswer answer = gate.send(Gate.to(backend), bad, 100, LONG);
                assertThat(answer.failure()).contains("not well-formed").doesNotContain("canary");
            }
            assertThat(backend.heads).isEmpty();
        }
    }
}
