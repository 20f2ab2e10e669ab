package dev.triptych.driver.wasm.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CgiHeadTest {
    private static CgiHead read(String text) throws MalformedAnswer {
        CgiHeadReader reader = new CgiHeadReader();
        reader.take(text.getBytes(StandardCharsets.ISO_8859_1));
        return Objects.requireNonNull(reader.head(), "the head is not whole");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    'Content-Type: text/plain\\n\\n',                          200
                    'Content-Type: text/plain\\r\\n\\r\\n',                    200
                    'content-type:text/plain\\n\\r\\n',                        200
                    'Status: 418 I am a teapot\\nContent-Type: a/b\\n\\n',     418
                    'Status: 204\\n\\n',                                      204
                    'Location: https://example.org/\\n\\n',                   302
                    'Location: /elsewhere\\n\\n',                             302
                    'Status: 301 Moved\\nLocation: https://e.org/\\n\\n',      301
                    """)
    void theStatusIsWhatTheProgramSaysOrWhatFollows(String text, int status) throws MalformedAnswer {
        assertThat(read(unescaped(text)).code()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type text/plain\\n\\n",
                ": no name\\n\\n",
                "Bad Name: x\\nContent-Type: a/b\\n\\n",
                "Content-Type : a/b\\n\\n",
                " Content-Type: a/b\\n\\n",
                "Content-Type: a/b\\n folded: x\\n\\n",
                "Content-Type: a/b\\rSet-Cookie: x=y\\n\\n",
                "Content-Type: a/b\\r\\rSet-Cookie: x=y\\r\\n\\r\\n",
                "X-Header: a\\0b\\nContent-Type: a/b\\n\\n",
                "X-Header: a\\u007fb\\nContent-Type: a/b\\n\\n",
                "Content-Type: a/b\\nContent-Type: c/d\\n\\n",
                "Status: 200\\nStatus: 500\\n\\n",
                "Location: /a\\nlocation: /b\\n\\n",
                "Content-Type: a/b\\nContent-Length: 1\\nContent-Length: 1\\n\\n",
                "Content-Type: a/b\\nContent-Length: +1\\n\\n",
                "Content-Type: a/b\\nContent-Length: 0x10\\n\\n",
                "Content-Type: a/b\\nContent-Length: 99999999999999999999\\n\\n",
                "Status: 99\\n\\n",
                "Status: 101 Switching Protocols\\n\\n",
                "Status: 600\\n\\n",
                "Status: 2000\\n\\n",
                "Status: ok\\n\\n",
                "HTTP/1.1 200 OK\\nContent-Type: a/b\\n\\n",
                "X-Only: this\\n\\n",
                "\\n",
                "\\r\\n"
            })
    void whatIsNoHeadIsRefused(String text) {
        assertThatExceptionOfType(MalformedAnswer.class).isThrownBy(() -> read(unescaped(text)));
    }

    @Test
    void framingAndWhatIsOursIsNotTheProgramsToSay() throws MalformedAnswer {
        CgiHead head = read("""
                Content-Type: a/b
                Content-Length: 7
                Transfer-Encoding: chunked
                Connection: close, X-Private
                X-Private: secret
                Keep-Alive: timeout=5
                Upgrade: websocket
                Trailer: X-Later
                TE: trailers
                Proxy-Authenticate: Basic
                Date: yesterday
                Server: mine
                X-Request-Id: forged
                Status: 200
                Set-Cookie: a=b
                Set-Cookie: c=d

                """);
        assertThat(head.headers())
                .extracting(Header::name)
                .containsExactlyInAnyOrder("Content-Type", "Set-Cookie", "Set-Cookie");
        assertThat(head.contentLength()).hasValue(7);
    }

    @Test
    void aLocalRedirectIsAPathWithoutAStatus() throws MalformedAnswer {
        assertThat(read("Location: /here?x=1\n\n").localRedirect()).hasValue("/here?x=1");
        assertThat(read("Location: //other.example/\n\n").localRedirect()).isEmpty();
        assertThat(read("Location: https://other.example/\n\n").localRedirect()).isEmpty();
        assertThat(read("Status: 302\nLocation: /here\n\n").localRedirect()).isEmpty();
    }

    @Test
    void aHeadMayComeByteByByte() throws MalformedAnswer {
        CgiHeadReader reader = new CgiHeadReader();
        for (byte one : "Status: 201\r\nContent-Type: a/b\r\n\r\n".getBytes(StandardCharsets.US_ASCII)) {
            assertThat(reader.head()).isNull();
            assertThat(reader.take(new byte[] {one})).isEmpty();
        }
        assertThat(Objects.requireNonNull(reader.head()).code()).isEqualTo(201);
    }

    @Test
    void whatFollowsTheHeadIsTheBody() throws MalformedAnswer {
        CgiHeadReader reader = new CgiHeadReader();
        byte[] rest = reader.take("Content-Type: a/b\n\n\nbody\n\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(rest, StandardCharsets.US_ASCII)).isEqualTo("\nbody\n\n");
    }

    @Test
    void anEndlessHeadIsRefused() {
        CgiHeadReader reader = new CgiHeadReader();
        byte[] line = "X-Header: value\n".getBytes(StandardCharsets.US_ASCII);
        assertThatExceptionOfType(MalformedAnswer.class).isThrownBy(() -> {
            for (int i = 0; i < 2000; i++) {
                reader.take(line);
            }
        });
    }

    @Test
    void tooManyFieldsAreRefused() {
        String many = "X-Header: value\n".repeat(150) + "Content-Type: a/b\n\n";
        assertThatExceptionOfType(MalformedAnswer.class)
                .isThrownBy(() -> read(many))
                .withMessageContaining("100");
    }

    private static String unescaped(String text) {
        String plain = text;
        for (List<String> pair : List.of(
                List.of("\\n", "\n"), List.of("\\r", "\r"), List.of("\\0", "\0"), List.of("\\u007f", "\u007f"))) {
            plain = plain.replace(pair.getFirst(), pair.getLast());
        }
        return plain;
    }
}
