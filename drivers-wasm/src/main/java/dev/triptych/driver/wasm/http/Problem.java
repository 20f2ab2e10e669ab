package dev.triptych.driver.wasm.http;

import java.nio.charset.StandardCharsets;

/**
 * An answer of the server's own (RFC 9457).
 *
 * @param code a stable word, in docs/errors.md
 * @param detail what went wrong, safe to show
 */
public record Problem(int status, String code, String title, String detail) {
    public static final Problem TOO_LARGE = new Problem(
            413, "PAYLOAD_TOO_LARGE", "Content Too Large", "The request's body is larger than is allowed here.");

    public static Problem badAnswer(String detail) {
        return new Problem(502, "GUEST_ANSWER_INVALID", "Bad Gateway", detail);
    }

    public static Problem failed(String detail) {
        return new Problem(502, "GUEST_FAILED", "Bad Gateway", detail);
    }

    public static Problem tooSlow(String detail) {
        return new Problem(504, "GUEST_TIMEOUT", "Gateway Timeout", detail);
    }

    public static Problem busy(String detail) {
        return new Problem(503, "GUEST_BUSY", "Service Unavailable", detail);
    }

    byte[] body(String requestId) {
        return """
                {"type":"about:blank","title":%s,"status":%d,"code":%s,"detail":%s,"correlationId":%s}
                """.formatted(quoted(title), status, quoted(code), quoted(detail), quoted(requestId))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(unit -> {
            if (unit < ' ' || unit == '"' || unit == '\\') {
                quoted.append("\\u%04x".formatted(unit));
            } else {
                quoted.append((char) unit);
            }
        });
        return quoted.append('"').toString();
    }
}
