package dev.triptych.driver.wasm.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CgiVariablesTest {
    private static RequestHead head(long contentLength, Header... headers) {
        return new RequestHead(
                "POST",
                "/a b",
                "x=1&y=%20",
                "/a%20b?x=1&y=%20",
                "HTTP/1.1",
                "web.example",
                8080,
                "192.0.2.7",
                49152,
                contentLength,
                List.of(headers));
    }

    private static Map<String, String> variables(Header... headers) {
        return CgiVariables.of(head(0, headers), "id-1");
    }

    @Test
    void aRequestIsDescribedAsTheStandardSays() {
        assertThat(CgiVariables.of(head(12, new Header("Content-Type", "text/plain")), "id-1"))
                .containsEntry("GATEWAY_INTERFACE", "CGI/1.1")
                .containsEntry("REQUEST_METHOD", "POST")
                .containsEntry("SCRIPT_NAME", "")
                .containsEntry("PATH_INFO", "/a b")
                .containsEntry("QUERY_STRING", "x=1&y=%20")
                .containsEntry("REQUEST_URI", "/a%20b?x=1&y=%20")
                .containsEntry("SERVER_PROTOCOL", "HTTP/1.1")
                .containsEntry("SERVER_NAME", "web.example")
                .containsEntry("SERVER_PORT", "8080")
                .containsEntry("REMOTE_ADDR", "192.0.2.7")
                .containsEntry("CONTENT_TYPE", "text/plain")
                .containsEntry("CONTENT_LENGTH", "12")
                .containsEntry("UNIQUE_ID", "id-1")
                .containsEntry("HTTP_X_REQUEST_ID", "id-1");
    }

    @Test
    void aBodyOfUnknownLengthHasNoLength() {
        assertThat(CgiVariables.of(head(-1), "id")).doesNotContainKey("CONTENT_LENGTH");
        assertThat(CgiVariables.of(head(0), "id")).doesNotContainKey("CONTENT_LENGTH");
    }

    @Test
    void fieldsBecomeVariables() {
        assertThat(variables(
                        new Header("Accept-Language", "de"),
                        new Header("accept-language", "en"),
                        new Header("Cookie", "a=b"),
                        new Header("cookie", "c=d"),
                        new Header("Authorization", "Bearer x")))
                .containsEntry("HTTP_ACCEPT_LANGUAGE", "de, en")
                .containsEntry("HTTP_COOKIE", "a=b; c=d")
                .containsEntry("HTTP_AUTHORIZATION", "Bearer x");
    }

    @Test
    void whatCouldMisleadAProgramIsDropped() {
        assertThat(variables(
                        new Header("Proxy", "http://evil.example"),
                        new Header("PROXY", "http://evil.example"),
                        new Header("X_Forwarded_For", "forged"),
                        new Header("Content_Length", "7"),
                        new Header("Connection", "close, X-Secret"),
                        new Header("X-Secret", "s"),
                        new Header("Transfer-Encoding", "chunked"),
                        new Header("Proxy-Authorization", "Basic x"),
                        new Header("Expect", "100-continue"),
                        new Header("TE", "trailers"),
                        new Header("Upgrade", "h2c"),
                        new Header("X-Request-Id", "forged"),
                        new Header("X-Null", "a\0b")))
                .doesNotContainKeys(
                        "HTTP_PROXY",
                        "HTTP_X_FORWARDED_FOR",
                        "HTTP_CONTENT_LENGTH",
                        "HTTP_CONNECTION",
                        "HTTP_X_SECRET",
                        "HTTP_TRANSFER_ENCODING",
                        "HTTP_PROXY_AUTHORIZATION",
                        "HTTP_EXPECT",
                        "HTTP_TE",
                        "HTTP_UPGRADE",
                        "HTTP_X_NULL",
                        "CONTENT_LENGTH")
                .containsEntry("HTTP_X_REQUEST_ID", "id-1");
    }

    @Test
    void noFieldCanBecomeAVariableOfTheServer() {
        assertThat(variables(new Header("Request-Method", "DELETE"), new Header("Path-Info", "/other")))
                .containsEntry("REQUEST_METHOD", "POST")
                .containsEntry("PATH_INFO", "/a b");
    }
}
