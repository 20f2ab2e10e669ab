package dev.triptych.controlplane.web;

import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes and reads the versions in {@code ETag} and {@code If-Match}. */
final class Etags {
    private static final String HEADER = "If-Match";
    private static final Pattern ONE = Pattern.compile("\"([\\x21\\x23-\\x7e]{1,100})\"");

    private Etags() {}

    static String of(Object version) {
        return "\"" + version + "\"";
    }

    /** What stands between the quotes; null where there is no header. */
    static @Nullable String read(@Nullable String ifMatch) {
        if (ifMatch == null) {
            return null;
        }
        Matcher one = ONE.matcher(ifMatch.strip());
        if (!one.matches()) {
            throw InvalidRequest.of(HEADER, "must be one ETag as it was answered, in double quotes");
        }
        return one.group(1);
    }

    /** The version of a workload. A text that is none matches nothing, so it is a lost race like any other. */
    static @Nullable Long readVersion(@Nullable String ifMatch) {
        String text = read(ifMatch);
        if (text == null) {
            return null;
        }
        return text.matches("\\d{1,18}") ? Long.valueOf(text) : Long.valueOf(-1);
    }
}
