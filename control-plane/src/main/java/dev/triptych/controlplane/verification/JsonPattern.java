package dev.triptych.controlplane.verification;

import java.util.Arrays;
import java.util.List;

/**
 * A JSON pointer (RFC 6901) in which {@code *} as a segment stands for any one member or element.
 *
 * @param segments unescaped
 */
public record JsonPattern(List<String> segments) {
    /** Names no place. */
    public static final JsonPattern NOTHING = new JsonPattern(List.of("\0"));

    private static final String ANY = "*";

    public JsonPattern {
        segments = List.copyOf(segments);
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException with a message fit for the user
     */
    public static JsonPattern of(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException(
                    "must be a JSON pointer, which begins with a slash, such as /items/*/id");
        }
        return new JsonPattern(Arrays.stream(text.substring(1).split("/", -1))
                .map(segment -> segment.replace("~1", "/").replace("~0", "~"))
                .toList());
    }

    /** Whether it names this place. */
    boolean names(List<String> place) {
        if (place.size() != segments.size()) {
            return false;
        }
        for (int i = 0; i < place.size(); i++) {
            if (!fits(i, place.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether the segment at this depth stands for a member or element of this name. */
    boolean fits(int depth, String name) {
        return segments.get(depth).equals(ANY) || segments.get(depth).equals(name);
    }

    static String text(List<String> place) {
        StringBuilder text = new StringBuilder();
        place.forEach(
                segment -> text.append('/').append(segment.replace("~", "~0").replace("/", "~1")));
        return text.toString();
    }
}
