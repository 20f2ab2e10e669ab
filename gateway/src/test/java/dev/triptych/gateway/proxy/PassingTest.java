package dev.triptych.gateway.proxy;

import static dev.triptych.gateway.proxy.RawClient.GET;
import static dev.triptych.gateway.proxy.RawClient.POST;
import static dev.triptych.gateway.proxy.RawClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.gateway.wire.ServiceLimits;
import dev.triptych.tck.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What passes the gateway, and what does not. */
@SuppressWarnings("StringConcatToTextBlock") // lines of HTTP end with CR LF
class PassingTest {
    private final Gate gate = new Gate();

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void fieldsOfOneHopAndClaimsOfClientsAreDropped() throws IOException {
        try (Backend backend = Backend.saying("ok");
                RawClient client = new RawClient(gate.web(Gate.to(backend)))) {
            client.send("GET /a?b=c HTTP/1.1\r\nHost: localhost:1\r\nConnection: keep-alive, X-Mine\r\nX-Mine: 1\r\n"
                    + "Keep-Alive: timeout=5\r\nProxy-Authorization: Basic x\r\nTE: trailers\r\nUpgrade: h2c\r\n"
                    + "Forwarded: for=1.2.3.4\r\nX-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\n"
                    + "X-Forwarded-Anything: x\r\nX-Real-IP: 1.2.3.4\r\n"
                    + "Cookie: a=1; triptych-session=secret; b=2\r\nX-Kept: yes\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(200);
            String head = backend.heads.getFirst();
            assertThat(head)
                    .startsWith("GET /a?b=c HTTP/1.1\r\n")
                    .contains("X-Kept: yes", "cookie: a=1; b=2\r\n", "host: localhost:1\r\n")
                    .contains("Forwarded: for=127.0.0.1;host=\"localhost:1\";proto=http\r\n")
                    .contains("X-Forwarded-For: 127.0.0.1\r\n", "X-Forwarded-Proto: http\r\n")
                    .doesNotContain("X-Mine", "Keep-Alive", "Proxy-", "TE:", "Upgrade", "1.2.3.4", "https")
                    .doesNotContain("X-Forwarded-Anything", "triptych-session");
        }
    }

    @Test
    void whatABackendSaysOfItsOwnConnectionDoesNotReachTheClient() throws IOException {
        try (Backend backend = Backend.serving((self, in, out) -> {
                    self.head(in);
                    out.write(bytes("HTTP/1.1 200 OK\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: x\r\n"
                            + "Set-Cookie: triptych-session=forged\r\nSet-Cookie: mine=1\r\n\r\nuntil the end"));
                });
                RawClient client = new RawClient(gate.web(Gate.to(backend)))) {
            RawClient.Answer answer = client.send(GET).answer();
            assertThat(answer.body()).isEqualTo("until the end");
            assertThat(answer.head())
                    .contains("mine=1")
                    .doesNotContain("X-Hop", "Keep-Alive", "triptych-session", "Connection");
            assertThat(client.send(GET).answer().body())
                    .as("the client's connection goes on")
                    .isEqualTo("until the end");
        }
    }

    @Test
    void headAndNoContentHaveNoBody() throws IOException {
        try (Backend backend = Backend.saying("12345");
                RawClient client = new RawClient(gate.web(Gate.to(backend)))) {
            client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n" + GET);
            assertThat(new String(client.read(15), StandardCharsets.ISO_8859_1)).isEqualTo("HTTP/1.1 200 OK");
            Eventually.holds("both requests came", Duration.ofSeconds(10), () -> backend.heads.size() == 2);
        }
    }

    @Test
    void chunksAndTrailersPassBothWays() throws IOException {
        try (Backend backend = Backend.serving((self, in, out) -> {
                    self.head(in);
                    StringBuilder body = new StringBuilder();
                    while (!body.toString().contains("\r\n\r\n")) {
                        body.append((char) in.read());
                    }
                    self.heads.add(body.toString());
                    out.write(bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
                            + "3\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 5\r\n\r\n"));
                });
                RawClient client = new RawClient(gate.web(Gate.to(backend)))) {
            client.send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "5;x=y\r\nhello\r\n0\r\nX-Check: 7\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("abcde\nX-Sum: 5");
            assertThat(backend.heads.get(1)).isEqualTo("5\r\nhello\r\n0\r\nX-Check: 7\r\n\r\n");
        }
    }

    @Test
    void aClientThatAsksMayContinue() throws IOException {
        try (Backend backend = Backend.saying("ok");
                RawClient client = new RawClient(gate.web(Gate.to(backend)))) {
            client.send("POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(100);
            assertThat(client.send("hello").answer().status()).isEqualTo(200);
            assertThat(backend.heads.getFirst()).doesNotContain("Expect");
        }
    }

    @Test
    void aBodyBeyondTheLimitIsRefusedWhetherAnnouncedOrNot() throws IOException {
        ServiceLimits limits = new ServiceLimits(
                16 << 10,
                10L,
                Duration.ofSeconds(20),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1));
        try (Backend backend = Backend.saying("ok")) {
            int port = gate.web(limits, Gate.to(backend));
            try (RawClient client = new RawClient(port)) {
                client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 11\r\n\r\n");
                assertThat(client.answer().status()).isEqualTo(413);
            }
            try (RawClient client = new RawClient(port)) {
                client.send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "6\r\nhello \r\n6\r\nworld!\r\n0\r\n\r\n");
                assertThat(client.answer().status()).isEqualTo(413);
                assertThat(client.atEnd()).isTrue();
            }
            try (RawClient client = new RawClient(port)) {
                assertThat(client.send(POST).answer().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void webSocketsAreTunnelled() throws IOException {
        try (Backend backend = Backend.serving((self, in, out) -> {
                    self.head(in);
                    out.write(bytes("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: x\r\n\r\nfirst"));
                    in.transferTo(out);
                });
                RawClient client = new RawClient(gate.web(Gate.to(backend)))) {
            client.send("GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Key: k\r\nSec-WebSocket-Version: 13\r\n\r\n");
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.field("Sec-WebSocket-Accept")).isEqualTo("x");
            assertThat(new String(client.read(5), StandardCharsets.ISO_8859_1)).isEqualTo("first");
            assertThat(new String(client.send("echo").read(4), StandardCharsets.ISO_8859_1))
                    .isEqualTo("echo");
            assertThat(backend.heads.getFirst()).containsIgnoringCase("upgrade: websocket");
            client.endOutput();
            assertThat(client.atEnd()).isTrue();
        }
    }

    @Test
    void aSlowReaderHoldsUpItsBackendAndFillsNoMemory() throws IOException {
        byte[] piece = new byte[1 << 20];
        long all = 256L << 20;
        AtomicLong written = new AtomicLong();
        try (Backend backend = Backend.serving((self, in, out) -> {
                    self.head(in);
                    out.write(bytes("HTTP/1.1 200 OK\r\nContent-Length: " + all + "\r\n\r\n"));
                    for (long left = all; left > 0; left -= piece.length) {
                        out.write(piece);
                        written.addAndGet(piece.length);
                    }
                });
                RawClient client = new RawClient(gate.web(Gate.to(backend)))) {
            client.send(GET);
            client.read(1000);
            AtomicLong before = new AtomicLong(-1);
            long seen = Eventually.value(
                    "nothing moves any more",
                    Duration.ofSeconds(30),
                    () -> {
                        long now = written.get();
                        LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
                        return before.getAndSet(now) == now ? now : -1;
                    },
                    stood -> stood >= 0);
            assertThat(seen).isLessThan(64L << 20);
            assertThat(client.read((int) (all - 2000)).length).isEqualTo((int) (all - 2000));
        }
    }

    /** RFC 9113 by hand: preface, settings, one request in HPACK's static table. */
    @Test
    void http2InTheClearIsUnderstoodByItsPreface() throws IOException {
        try (Backend backend = Backend.saying("by two");
                RawClient client = new RawClient(gate.web(Gate.to(backend)))) {
            client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
            client.send(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
            byte[] authority = bytes("localhost");
            client.send(new byte[] {0, 0, (byte) (5 + authority.length), 1, 5, 0, 0, 0, 1});
            client.send(new byte[] {(byte) 0x82, (byte) 0x84, (byte) 0x86, 0x41, (byte) authority.length});
            client.send(authority);
            StringBuilder body = new StringBuilder();
            boolean ended = false;
            while (!ended) {
                byte[] head = client.read(9);
                int length = ((head[0] & 0xff) << 16) | ((head[1] & 0xff) << 8) | (head[2] & 0xff);
                byte[] content = client.read(length);
                boolean ofOurs = head[8] == 1;
                if (ofOurs && head[3] == 0) {
                    body.append(new String(content, StandardCharsets.ISO_8859_1));
                }
                ended = ofOurs && (head[3] == 0 || head[3] == 1) && (head[4] & 1) != 0;
            }
            assertThat(body.toString()).isEqualTo("by two");
            assertThat(backend.heads.getFirst())
                    .startsWith("GET / HTTP/1.1\r\n")
                    .contains("host: localhost\r\n");
        }
    }
}
