package dev.triptych.gateway.proxy;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the head of an HTTP/1 request may look like (RFC 9112), without the leniency that lets two programs read one request
 * differently. Netty parses it afterwards; here is only what Netty lets pass.
 */
final class HeadGrammar {
    private static final BitSet TOKEN = new BitSet(128);
    private static final int MOST_LENGTH_DIGITS = 18;

    static {
        TOKEN.set('a', 'z' + 1);
        TOKEN.set('A', 'Z' + 1);
        TOKEN.set('0', '9' + 1);
        "!#$%&'*+-.^_`|~".chars().forEach(TOKEN::set);
    }

    private final ByteBuf bytes;
    private int hosts;
    private int lengths;
    private int encodings;
    private boolean old;

    private HeadGrammar(ByteBuf bytes) {
        this.bytes = bytes;
    }

    /**
     * Looks at a whole head.
     *
     * @param from where it begins
     * @param to behind its empty line; every line in it ends with CR LF
     * @return what is wrong with it; null when nothing is
     */
    static @Nullable String fault(ByteBuf bytes, int from, int to) {
        HeadGrammar grammar = new HeadGrammar(bytes);
        int end = grammar.endOfLine(from, to);
        String fault = grammar.requestLine(from, end);
        for (int start = end + 2; fault == null && start < to - 2; start = end + 2) {
            end = grammar.endOfLine(start, to);
            fault = grammar.field(start, end);
        }
        return fault == null ? grammar.together() : fault;
    }

    private int endOfLine(int from, int to) {
        return bytes.indexOf(from, to, (byte) '\n') - 1;
    }

    private @Nullable String requestLine(int from, int end) {
        int method = token(from, end);
        if (method == from || method >= end || bytes.getByte(method) != ' ') {
            return "The request line does not begin with a method and one space.";
        }
        int target = method + 1;
        while (target < end && isVisible(bytes.getByte(target))) {
            target++;
        }
        if (target == method + 1 || target >= end || bytes.getByte(target) != ' ') {
            return "The target of the request is empty or holds characters that do not belong there.";
        }
        String version = bytes.toString(target + 1, end - target - 1, StandardCharsets.ISO_8859_1);
        old = version.equals("HTTP/1.0");
        return old || version.equals("HTTP/1.1") ? null : "The request line does not end with HTTP/1.1 or HTTP/1.0.";
    }

    private @Nullable String field(int from, int end) {
        byte first = bytes.getByte(from);
        if (first == ' ' || first == '\t') {
            return "A field goes on in a second line.";
        }
        int colon = token(from, end);
        if (colon == from || colon >= end || bytes.getByte(colon) != ':') {
            return "A field has no name that is directly followed by a colon.";
        }
        for (int i = colon + 1; i < end; i++) {
            if (!isContent(bytes.getByte(i))) {
                return "The value of a field holds a control character.";
            }
        }
        return known(bytes.toString(from, colon - from, StandardCharsets.ISO_8859_1), colon + 1, end);
    }

    private @Nullable String known(String name, int from, int end) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "host" -> {
                hosts++;
                yield null;
            }
            case "content-length" -> {
                lengths++;
                String value = value(from, end);
                yield value.length() <= MOST_LENGTH_DIGITS
                                && !value.isEmpty()
                                && value.chars().allMatch(digit -> digit >= '0' && digit <= '9')
                        ? null
                        : "Content-Length is not one number.";
            }
            case "transfer-encoding" -> {
                encodings++;
                yield value(from, end).equalsIgnoreCase("chunked") ? null : "Transfer-Encoding is not chunked alone.";
            }
            default -> null;
        };
    }

    private @Nullable String together() {
        if (hosts > 1 || (hosts == 0 && !old)) {
            return "There must be exactly one Host field.";
        }
        if (lengths > 1 || encodings > 1 || (lengths > 0 && encodings > 0)) {
            return "The length of the body is told more than once.";
        }
        return old && encodings > 0 ? "HTTP/1.0 has no Transfer-Encoding." : null;
    }

    private String value(int from, int end) {
        return bytes.toString(from, end - from, StandardCharsets.ISO_8859_1).strip();
    }

    private int token(int from, int end) {
        int at = from;
        while (at < end && bytes.getByte(at) > 0 && TOKEN.get(bytes.getByte(at))) {
            at++;
        }
        return at;
    }

    private static boolean isVisible(byte b) {
        return b > ' ' && b < 0x7f;
    }

    private static boolean isContent(byte b) {
        return b == '\t' || (b >= ' ' && b < 0x7f) || b < 0;
    }
}
