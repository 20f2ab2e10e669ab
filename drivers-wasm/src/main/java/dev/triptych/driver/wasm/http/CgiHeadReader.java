package dev.triptych.driver.wasm.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Takes a program's output piece by piece until its head is whole. A line ends with LF, or with CR LF. */
final class CgiHeadReader {
    private static final int MOST_BYTES = 16 * 1024;

    private byte[] kept = {};
    private int scanned;
    private @Nullable CgiHead head;

    /** What comes after the head in this piece; empty while the head is not whole. */
    byte[] take(byte[] piece) throws MalformedAnswer {
        byte[] joined = Arrays.copyOf(kept, kept.length + piece.length);
        System.arraycopy(piece, 0, joined, kept.length, piece.length);
        int end = endOfHead(joined);
        if (end < 0 ? joined.length > MOST_BYTES : end > MOST_BYTES) {
            throw new MalformedAnswer("its head has more than %d bytes".formatted(MOST_BYTES));
        }
        if (end < 0) {
            kept = joined;
            return new byte[0];
        }
        head = CgiHead.parse(new String(joined, 0, end, StandardCharsets.ISO_8859_1));
        kept = new byte[0];
        return Arrays.copyOfRange(joined, end, joined.length);
    }

    /** The index after the empty line; -1 when there is none yet. */
    private int endOfHead(byte[] bytes) {
        int lineStart = scanned;
        for (int i = scanned; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                boolean empty = i == lineStart || (i == lineStart + 1 && bytes[lineStart] == '\r');
                if (empty) {
                    return i + 1;
                }
                lineStart = i + 1;
            }
        }
        scanned = lineStart;
        return -1;
    }

    /** The head; null while it is not whole. */
    @Nullable
    CgiHead head() {
        return head;
    }

    boolean anything() {
        return head != null || kept.length > 0;
    }
}
