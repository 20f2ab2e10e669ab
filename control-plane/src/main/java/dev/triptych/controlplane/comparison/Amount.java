package dev.triptych.controlplane.comparison;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes figures for people, with three digits and a unit. */
final class Amount {
    private static final String[] TIMES = {"ns", "µs", "ms", "s"};
    private static final String[] SIZES = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Amount() {}

    static String of(@Nullable Double value, String unit) {
        if (value == null) {
            return "–";
        }
        return switch (unit) {
            case "nanoseconds" -> scaled(value, 1000, TIMES);
            case "bytes" -> scaled(value, 1024, SIZES);
            case "per-second" -> digits(value) + "/s";
            default -> digits(value);
        };
    }

    private static String scaled(double value, double step, String[] units) {
        double rest = value;
        int unit = 0;
        while (rest >= 999.5 && unit < units.length - 1) {
            rest /= step;
            unit++;
        }
        return digits(rest) + " " + units[unit];
    }

    private static String digits(double value) {
        if (value == Math.rint(value) || Math.abs(value) >= 100) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        return String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%.1f" : "%.2f", value);
    }
}
