package dev.triptych.driver.container;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import java.util.regex.Pattern;

/**
 * The grammar of image references (distribution specification): {@code [host[:port]/]path[:tag][@digest]}, or a digest
 * alone. A reference becomes part of a request's path, so nothing else may get through.
 */
final class ImageReference {
    private static final int LONGEST_NAME = 255;
    private static final String DIGEST = "sha256:[0-9a-f]{64}";
    private static final String HOST_PART = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
    private static final String HOST = HOST_PART + "(?:\\." + HOST_PART + ")*(?::[0-9]{1,5})?";
    private static final String PATH_PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final Pattern NAMED = Pattern.compile("(?<name>(?:" + HOST + "/)?" + PATH_PART + "(?:/" + PATH_PART
            + ")*)(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@" + DIGEST + ")?");
    private static final Pattern BY_DIGEST = Pattern.compile(DIGEST);

    private ImageReference() {}

    /** Answers the reference, or throws {@link DriverErrorCode#SOURCE_INVALID}. */
    static String check(String reference) {
        // Bounded before it is matched, so that no text makes the matching slow.
        if (reference.length() <= 2 * LONGEST_NAME) {
            var named = NAMED.matcher(reference);
            if (BY_DIGEST.matcher(reference).matches()
                    || (named.matches() && named.group("name").length() <= LONGEST_NAME)) {
                return reference;
            }
        }
        throw new DriverException(
                DriverErrorCode.SOURCE_INVALID,
                "This is not an image reference: \"" + shown(reference)
                        + "\". Write it like \"name:tag\" or \"registry.example/team/name:tag\", in lower case.");
    }

    private static String shown(String reference) {
        String printable = reference.replaceAll("\\p{Cntrl}", "?");
        return printable.length() > 80 ? printable.substring(0, 80) + "…" : printable;
    }
}
