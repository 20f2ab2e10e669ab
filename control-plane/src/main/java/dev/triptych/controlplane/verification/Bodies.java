package dev.triptych.controlplane.verification;

import dev.triptych.controlplane.verification.Comparing.Notes;
import dev.triptych.gateway.wire.CapturedAnswer;
import dev.triptych.gateway.wire.Field;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** Compares bodies byte by byte, and knows which of them are JSON. */
final class Bodies {
    private static final int MOST_DECODED = 16 << 20;
    private static final int BEFORE = 20;
    private static final int AFTER = 60;

    private Bodies() {}

    /** Whether it declares itself to be JSON, also as a part of another name such as {@code application/problem+json}. */
    static boolean isJson(CapturedAnswer answer) {
        return isJson(answer.headers());
    }

    static boolean isJson(List<Field> headers) {
        String type = value(headers, "content-type").split(";", 2)[0].strip();
        return type.equals("application/json") || type.endsWith("+json");
    }

    static String value(List<Field> headers, String name) {
        return headers.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(field -> field.value().strip().toLowerCase(Locale.ROOT))
                .findFirst()
                .orElse("");
    }

    /** The body without gzip, which packs the same bytes differently from program to program; else as it came. */
    static byte[] decoded(CapturedAnswer answer) {
        if (!value(answer.headers(), "content-encoding").equals("gzip")) {
            return answer.body();
        }
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            byte[] plain = in.readNBytes(MOST_DECODED);
            return in.read() < 0 ? plain : answer.body();
        } catch (IOException e) {
            return answer.body(); // packed wrongly: compared as it is
        }
    }

    static void compare(byte[] old, byte[] candidate, Notes notes) {
        int at = Arrays.mismatch(old, candidate);
        if (at >= 0) {
            notes.add("body", shown(old, at), shown(candidate, at));
        }
    }

    private static String shown(byte[] body, int at) {
        int from = Math.min(body.length, Math.max(0, at - BEFORE));
        int to = Math.min(body.length, at + AFTER);
        String around = new String(body, from, to - from, StandardCharsets.UTF_8);
        return body.length + " bytes; differs from byte " + at + ": " + around;
    }
}
