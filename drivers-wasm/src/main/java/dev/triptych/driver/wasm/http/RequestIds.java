package dev.triptych.driver.wasm.http;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** Names requests, so that an answer and the lines of a log can be brought together. */
final class RequestIds {
    static final String FIELD = "X-Request-Id";
    private static final Pattern SOUND = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final HexFormat HEX = HexFormat.of();

    private RequestIds() {}

    /** The client's own name for it when that is sound, else a new one. */
    static String of(RequestHead head) {
        return head.header(FIELD)
                .filter(given -> SOUND.matcher(given).matches())
                .orElseGet(() -> HEX.toHexDigits(ThreadLocalRandom.current().nextLong()));
    }
}
