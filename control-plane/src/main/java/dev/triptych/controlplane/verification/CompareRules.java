package dev.triptych.controlplane.verification;

import java.util.List;
import java.util.Locale;

/**
 * What of two answers has to be alike beside the status and the body.
 *
 * @param headers names of the fields that are compared; empty for {@link #USUAL_HEADERS}, {@code *} for all but those that
 *     differ by nature
 * @param ignoreHeaders names that are not compared, whatever else is said
 * @param ignoreJson JSON pointers (RFC 6901) of values that may differ, with all that is below them; {@code *} as a segment
 *     stands for any one member or element
 */
public record CompareRules(List<String> headers, List<String> ignoreHeaders, List<String> ignoreJson) {
    /** Fields that change what a client does with an answer, and that two programs of the same meaning agree in. */
    public static final List<String> USUAL_HEADERS = List.of(
            "access-control-allow-credentials",
            "access-control-allow-origin",
            "allow",
            "cache-control",
            "content-disposition",
            "content-encoding",
            "content-language",
            "content-type",
            "location",
            "retry-after",
            "www-authenticate");

    /** The usual fields, and nothing ignored. */
    public static final CompareRules USUAL = new CompareRules(List.of(), List.of(), List.of());

    public CompareRules {
        headers = lower(headers);
        ignoreHeaders = lower(ignoreHeaders);
        ignoreJson = List.copyOf(ignoreJson);
    }

    private static List<String> lower(List<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }
}
