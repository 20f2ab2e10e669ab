package dev.triptych.controlplane.web;

import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import dev.triptych.controlplane.platform.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with a request, and refuses it with everything at once. */
final class Checks {
    private static final Pattern NAME = Pattern.compile("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern ARTIFACT_NAME = Pattern.compile("[a-z]([a-z0-9._-]{0,61}[a-z0-9])?");
    private static final Pattern PLAIN_PATH = Pattern.compile("(/(?!\\.\\.?(/|$))[^/\\p{Cntrl}]+)+");
    private static final Pattern PLATFORM = Pattern.compile("[A-Za-z0-9]+/[A-Za-z0-9_]+(/[A-Za-z0-9]+)?");
    private static final int LONGEST_PLATFORM = 64;
    private static final int MOST_ITEMS = 500;

    private final List<Violation> violations = new ArrayList<>();

    Checks require(boolean holds, String field, String message) {
        if (!holds) {
            violations.add(new Violation(field, message));
        }
        return this;
    }

    Checks add(List<Violation> others) {
        violations.addAll(others);
        return this;
    }

    Checks name(@Nullable String name, String field) {
        return require(name != null, field, "is required")
                .require(
                        name == null || NAME.matcher(name).matches(),
                        field,
                        "must be 1 to 63 lower-case letters, digits and hyphens, begin with a letter and not end with a"
                                + " hyphen");
    }

    Checks artifactName(@Nullable String name, String field) {
        return require(name != null, field, "is required")
                .require(
                        name == null || ARTIFACT_NAME.matcher(name).matches(),
                        field,
                        "must be 1 to 63 lower-case letters, digits, '.', '_' and '-', begin with a letter and end with a"
                                + " letter or digit");
    }

    Checks platform(@Nullable String platform) {
        return length(platform, LONGEST_PLATFORM, "platform")
                .require(
                        platform == null || PLATFORM.matcher(platform).matches(),
                        "platform",
                        "is written os/architecture, such as linux/amd64");
    }

    Checks limit(int limit) {
        return require(limit >= 1 && limit <= MOST_ITEMS, "limit", "must be between 1 and " + MOST_ITEMS);
    }

    Checks length(@Nullable String text, int most, String field) {
        return require(text == null || text.length() <= most, field, "must be at most " + most + " characters");
    }

    /** What a text means; the stand-in where there is none, or none that can be read. */
    <T> T parsed(@Nullable String text, String field, Function<String, T> parser, T otherwise) {
        if (text == null) {
            return otherwise;
        }
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            violations.add(new Violation(field, String.valueOf(e.getMessage())));
            return otherwise;
        }
    }

    /** Whether it is absolute, not {@code /} itself, and without empty parts, {@code .}, {@code ..} and control characters. */
    static boolean isPlainPath(String path) {
        return PLAIN_PATH.matcher(path).matches();
    }

    boolean hold() {
        return violations.isEmpty();
    }

    /** Refuses unless everything held. */
    void refuseIfAny() {
        if (!violations.isEmpty()) {
            throw InvalidRequest.of(violations);
        }
    }
}
