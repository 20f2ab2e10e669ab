package dev.triptych.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What could be read in two ways is refused, the connection is closed, and no backend sees any of it. */
class FramingTest {
    private static Gate gate;
    private static Backend backend;
    private static int port;

    @BeforeAll
    static void open() throws IOException {
        gate = new Gate();
        backend = Backend.saying("ok");
        port = gate.web(Gate.to(backend));
    }

    @AfterAll
    static void close() throws IOException {
        gate.close();
        backend.close();
    }

    private static Arguments request(String name, String bytes) {
        return Arguments.of(name, bytes);
    }

    static Stream<Arguments> ambiguous() {
        String get = "GET / HTTP/1.1\r\nHost: localhost\r\n";
        String post = "POST / HTTP/1.1\r\nHost: localhost\r\n";
        return Stream.of(
                request("length and chunks", post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                request("chunks and length", post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
                request("two lengths", post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello"),
                request("the same length twice", post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"),
                request("a list of lengths", post + "Content-Length: 5, 5\r\n\r\nhello"),
                request("a signed length", post + "Content-Length: +5\r\n\r\nhello"),
                request("a negative length", post + "Content-Length: -5\r\n\r\nhello"),
                request("an empty length", post + "Content-Length:\r\n\r\nhello"),
                request("a hexadecimal length", post + "Content-Length: 0x5\r\n\r\nhello"),
                request("a length beyond numbers", post + "Content-Length: 99999999999999999999\r\n\r\nhello"),
                request("another encoding", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
                request("chunked twice", post + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
                request(
                        "two encodings",
                        post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
                request("an encoding with a tab", post + "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n"),
                request(
                        "chunks in HTTP/1.0",
                        "POST / HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                request("a folded field", get + "X-A: b\r\n c\r\n\r\n"),
                request("a folded field with a tab", get + "X-A: b\r\n\tc\r\n\r\n"),
                request("a folded first field", "GET / HTTP/1.1\r\n Host: localhost\r\n\r\n"),
                request("a bare LF after the request line", "GET / HTTP/1.1\nHost: localhost\r\n\r\n"),
                request("a bare LF after a field", "GET / HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n"),
                request("a bare LF at the end", "GET / HTTP/1.1\r\nHost: localhost\r\n\n"),
                request("a bare CR in a field", get + "X-A: b\rX-B: c\r\n\r\n"),
                request("a space before the colon", get + "X-A : b\r\n\r\n"),
                request("a tab before the colon", "GET / HTTP/1.1\r\nHost\t: localhost\r\n\r\n"),
                request("no colon", get + "nothing\r\n\r\n"),
                request("no name", get + ": b\r\n\r\n"),
                request("a NUL in a value", get + "X-A: b\0c\r\n\r\n"),
                request("a control character in a value", get + "X-A: b\u0001c\r\n\r\n"),
                request("a bracket in a name", get + "X[A]: b\r\n\r\n"),
                request("a letter beyond ASCII in a name", get + "X-\u00e4: b\r\n\r\n"),
                request("no Host", "GET / HTTP/1.1\r\n\r\n"),
                request("two Hosts", get + "Host: localhost\r\n\r\n"),
                request("an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
                request("a Host with a path", "GET / HTTP/1.1\r\nHost: localhost/x\r\n\r\n"),
                request("a Host with a user", "GET / HTTP/1.1\r\nHost: a@localhost\r\n\r\n"),
                request("a Host with a space", "GET / HTTP/1.1\r\nHost: local host\r\n\r\n"),
                request(
                        "another host in the target",
                        "GET http://other.localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                request("a target without a slash", "GET x HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                request("a target with a space", "GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                request("a target with a fragment", "GET /a#b HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                request("a target with a letter beyond ASCII", "GET /\u00e4 HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                request("two spaces in the request line", "GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                request("a tab in the request line", "GET\t/ HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                request("a space after the version", "GET / HTTP/1.1 \r\nHost: localhost\r\n\r\n"),
                request("no version", "GET /\r\nHost: localhost\r\n\r\n"),
                request("another version", "GET / HTTP/1.2\r\nHost: localhost\r\n\r\n"),
                request("a lower-case protocol", "GET / http/1.1\r\nHost: localhost\r\n\r\n"),
                request("no HTTP", "\u0016\u0003\u0001\u0000\n"),
                request("a method that is none", "G(T / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ambiguous")
    void whatCouldBeReadInTwoWaysIsRefused(String name, String bytes) throws IOException {
        int before = backend.heads.size();
        try (RawClient client = new RawClient(port)) {
            RawClient.Answer answer = client.send(bytes).answer();
            assertThat(answer.status()).as(name).isEqualTo(400);
            assertThat(answer.body()).contains("\"code\":\"MALFORMED_REQUEST\"");
            assertThat(answer.field("Content-Type")).isEqualTo("application/problem+json");
            assertThat(answer.field("Connection")).isEqualTo("close");
            assertThat(client.atEnd()).isTrue();
        }
        assertThat(backend.heads).hasSize(before);
    }

    static Stream<Arguments> badChunks() {
        return Stream.of(
                request("no number", "zz\r\nhello\r\n0\r\n\r\n"),
                request("a prefix", "0x5\r\nhello\r\n0\r\n\r\n"),
                request("a negative number", "-5\r\nhello\r\n0\r\n\r\n"),
                request("an empty line", "\r\nhello\r\n0\r\n\r\n"),
                request("beyond numbers", "fffffffffffffffff\r\nhello\r\n0\r\n\r\n"),
                request("longer than it says", "4\r\nhello\r\n0\r\n\r\n"),
                request("a bare LF after the size", "5\nhello\r\n0\r\n\r\n"),
                request("a bare LF in an extension", "5;a\nb\r\nhello\r\n0\r\n\r\n"));
    }

    /** The backend has seen the head by then; it must not take what follows for a whole body. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("badChunks")
    void aBadChunkEndsTheRequest(String name, String body) throws IOException {
        try (RawClient client = new RawClient(port)) {
            client.send("POST /" + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).as(name).isEqualTo(400);
            assertThat(client.atEnd()).isTrue();
        }
    }

    @Test
    void aHostThatNobodyKnowsIsMisdirected() throws IOException {
        try (RawClient client = new RawClient(port)) {
            RawClient.Answer answer =
                    client.send("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n").answer();
            assertThat(answer.status()).isEqualTo(421);
            assertThat(answer.body()).contains("MISDIRECTED_REQUEST");
            assertThat(client.send("GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n")
                            .answer()
                            .body())
                    .as("the connection goes on")
                    .isEqualTo("ok");
        }
    }

    @Test
    void theAbsoluteFormOfTheSameHostIsUnderstood() throws IOException {
        try (RawClient client = new RawClient(port)) {
            client.send("GET http://localhost:" + port + "/x?y HTTP/1.1\r\nHost: localhost:" + port + "\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(200);
        }
        assertThat(backend.heads).anyMatch(head -> head.startsWith("GET /x?y HTTP/1.1\r\n"));
    }

    @Test
    void aHeadThatIsTooLongIsToldSo() throws IOException {
        try (RawClient client = new RawClient(port)) {
            RawClient.Answer answer = client.send(
                            "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(20_000) + "\r\n\r\n")
                    .answer();
            assertThat(answer.status()).isEqualTo(431);
            assertThat(client.atEnd()).isTrue();
        }
        try (RawClient client = new RawClient(port)) {
            assertThat(client.send("GET / HTTP/1.1\r\nX: " + "x".repeat(70_000))
                            .answer()
                            .status())
                    .isEqualTo(431);
        }
    }

    @Test
    void thousandsOfRequestsInOneBufferAreAnsweredInOrder() throws IOException {
        int many = 2000;
        try (RawClient client = new RawClient(port)) {
            client.send("GET / HTTP/1.1\r\nHost: evil\r\n\r\n".repeat(many));
            for (int i = 0; i < many; i++) {
                assertThat(client.answer().status()).isEqualTo(421);
            }
        }
    }

    @Test
    void connectAndTraceAreNotCarried() throws IOException {
        for (String method : new String[] {"CONNECT", "TRACE"}) {
            try (RawClient client = new RawClient(port)) {
                assertThat(client.send(method + " / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .answer()
                                .status())
                        .isEqualTo(501);
            }
        }
    }
}
