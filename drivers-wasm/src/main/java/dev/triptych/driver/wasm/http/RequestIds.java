package dev.triptych.driver.wasm.http;

import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** Names requests, so that an answer and the lines of a log can be brought together. */
final class RequestIds {
    static final String FIELD = "X-Request-Id";
    private static final String SOUND = "[A-Za-z0-9._-]{1,64}";

    private RequestIds() {}

    /** The client's own name for it when that is sound, else a new one. */
    static String of(RequestHead head) {
        return head.header(FIELD)
                .filter(given -> given.matches(SOUND))
                .orElseGet(() -> String.format(
                        Locale.ROOT, "%016x", ThreadLocalRandom.current().nextLong()));
    }
}
