package dev.triptych.driver.wasm.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be read in two ways is refused before any program sees it, and the connection is closed. */
class FramingTest {
    private final List<String> served = Collections.synchronizedList(new ArrayList<>());
    private final HttpFront front =
            new HttpFront(new FrontLimits(100, 8 * 1024, 1000, Duration.ofSeconds(1), Duration.ofSeconds(30)));
    private Listening listening;

    @BeforeEach
    void listen() throws IOException {
        listening = front.listen(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), this::serve);
    }

    @AfterEach
    void close() {
        front.close();
    }

    /** Answers with the length of the body, on a thread of its own as hosts do. */
    private void serve(Exchange exchange) {
        served.add(exchange.head().method() + " " + exchange.head().path());
        Thread.ofVirtual().start(() -> {
            try {
                byte[] text = ("got " + exchange.body().readAllBytes().length).getBytes(StandardCharsets.UTF_8);
                exchange.answer(200, List.of(new Header("Content-Type", "text/plain")), text.length, text);
            } catch (Exchange.BodyTooLarge e) {
                exchange.problem(Problem.TOO_LARGE);
            } catch (IOException e) {
                exchange.breakOff("the client went away");
            }
        });
    }

    private String exchange(String request) throws IOException {
        try (RawClient client = new RawClient(listening.address())) {
            return client.send(request).rest();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX-Folded: one\r\n two\r\n\r\n",
                "GET / HTTP/1.1\r\n Host: a\r\nX: b\r\n\r\n",
                "GET / HTTP/1.1\nHost: a\n\n",
                "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX: \u0000\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nbad name: x\r\n\r\n",
                "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /a%2fb HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /a/..;/b HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /a%00 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /%c0%ae%c0%ae/ HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /../../etc HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /\r\n\r\n",
                "G\u0000T / HTTP/1.1\r\nHost: a\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n"
            })
    void whatCanBeReadInTwoWaysIsRefused(String request) throws IOException {
        assertThat(exchange(request + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"))
                .matches("(?s)HTTP/1\\.1 (400|501|505) .*")
                .containsOnlyOnce("HTTP/1.1 ")
                .contains("Connection: close")
                .contains("application/problem+json")
                .doesNotContain("Jetty");
        assertThat(served).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5\nhello\r\n0\r\n\r\n",
                "5;a\nb\r\nhello\r\n0\r\n\r\n",
                "5\r\nhello0\r\n\r\n",
                "5\r\nhelloXX0\r\n\r\n",
                "5\r\nhello\n0\n\n",
                "x\r\nhello\r\n0\r\n\r\n",
                "-5\r\nhello\r\n0\r\n\r\n",
                "0x5\r\nhello\r\n0\r\n\r\n",
                "FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n"
            })
    void aBadChunkEndsTheConnection(String chunks) throws IOException {
        String answer = exchange("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
                + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(answer).doesNotContain("200 OK");
        assertThat(served).doesNotContain("GET /smuggled");
    }

    @Test
    void aWellFormedConnectionServesOneRequestAfterTheOther() throws IOException {
        try (RawClient client = new RawClient(listening.address())) {
            client.send("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
                    + "POST /2 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n"
                    + "GET /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(client.rest()).containsSubsequence("got 5", "HTTP/1.1 200", "got 4", "HTTP/1.1 200", "got 0");
        }
        assertThat(served).containsExactly("POST /1", "POST /2", "GET /3");
    }

    @Test
    void aHeadAnswerHasTheLengthAndNoBody() throws IOException {
        assertThat(exchange("HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .contains("Content-Length: 5")
                .endsWith("\r\n\r\n");
    }

    @Test
    void anExpectationIsMetBeforeTheBodyComes() throws IOException {
        try (RawClient client = new RawClient(listening.address())) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.until("\r\n\r\n")).startsWith("HTTP/1.1 100");
            assertThat(client.send("hello").until("got 5")).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void tooLargeABodyIsRefused() throws IOException {
        assertThat(exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\nConnection: close\r\n\r\n"
                        + "x".repeat(1001)))
                .startsWith("HTTP/1.1 413");
        assertThat(exchange("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                        + "3e9\r\n" + "x".repeat(1001) + "\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
    }

    @Test
    void tooLargeAHeadIsRefused() throws IOException {
        assertThat(exchange("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(9000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431");
        assertThat(served).isEmpty();
    }

    @Test
    void aClientThatTakesForEverForItsHeadIsLetGo() throws Exception {
        try (RawClient client = new RawClient(listening.address())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n");
            Thread drip = Thread.ofVirtual().start(() -> drip(client));
            assertThat(client.input().readAllBytes()).isEmpty();
            drip.join();
        } catch (IOException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
        assertThat(served).isEmpty();
    }

    /** One header field after the other, until nobody listens any more. */
    private static void drip(RawClient client) {
        try {
            while (true) {
                client.send("X: y\r\n");
                java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
            }
        } catch (IOException closed) {
            Thread.currentThread().interrupt(); // it is over, as it should be
        }
    }

    @Test
    void aPortIsFreeWhenItsListenerIsClosed() throws IOException {
        InetSocketAddress address = listening.address();
        for (int i = 0; i < 20; i++) {
            listening.close();
            listening = front.listen(address, this::serve);
        }
        assertThat(exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void aClosedListenersConnectionsAreClosed() throws IOException {
        try (RawClient client = new RawClient(listening.address())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").until("got 0");
            listening.close();
            assertThat(client.rest()).isEmpty();
        }
    }
}
