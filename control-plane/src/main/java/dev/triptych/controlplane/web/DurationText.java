package dev.triptych.controlplane.web;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and writes durations as the API has them: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h}. */
final class DurationText {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,12})(ms|s|m|h)");
    private static final Pattern ALMOST = Pattern.compile(
            "\\s*(\\d{1,12})\\s*(ms|msec|millis|s|sec|secs|seconds?|m|min|mins|minutes?|h|hours?|)\\s*",
            Pattern.CASE_INSENSITIVE);

    private DurationText() {}

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException with a message fit for the user, and a suggestion where one is at hand
     */
    static Duration parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + Shown.text(text) + "\" is not a duration; " + suggestion(text));
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    /** The shortest exact form, which {@link #parse} reads back to an equal value. */
    static String of(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + "h";
        }
        if (millis % 60_000 == 0) {
            return millis / 60_000 + "m";
        }
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }

    private static String suggestion(String text) {
        Matcher almost = ALMOST.matcher(text);
        if (!almost.matches()) {
            return "write a whole number and one of ms, s, m, h, such as 30s";
        }
        String unit = almost.group(2).toLowerCase(java.util.Locale.ROOT);
        String known =
                unit.startsWith("ms") || unit.startsWith("milli") ? "ms" : unit.isEmpty() ? "s" : unit.substring(0, 1);
        return "did you mean " + almost.group(1) + known + "?";
    }
}
