package dev.triptych.spi;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount of bytes. Text uses binary units (IEC 80000-13): {@code 64MiB}, {@code 1GiB}, {@code 512KiB}, {@code 100B}. */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,19})(B|KiB|MiB|GiB|TiB)");
    private static final Pattern ALMOST = Pattern.compile("\\s*(\\d{1,12})\\s*([kKmMgGtT])[iI]?[bB]?\\s*");
    private static final String UNITS = "KMGT";

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size cannot be negative, was " + bytes);
        }
    }

    public static ByteSize ofMebibytes(long mebibytes) {
        return new ByteSize(Math.multiplyExact(mebibytes, 1L << 20));
    }

    /**
     * Reads a size.
     *
     * @throws IllegalArgumentException with a message fit for the user, and a suggestion where one is at hand
     */
    public static ByteSize parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not a size; " + suggestion(text));
        }
        try {
            long number = Long.parseLong(matcher.group(1));
            return new ByteSize(Math.multiplyExact(number, unit(matcher.group(2).charAt(0))));
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is more bytes than a 64-bit number holds", e);
        }
    }

    private static long unit(char letter) {
        return letter == 'B' ? 1 : 1L << (10 * (UNITS.indexOf(letter) + 1));
    }

    private static String suggestion(String text) {
        Matcher almost = ALMOST.matcher(text);
        return almost.matches()
                ? "did you mean " + almost.group(1) + almost.group(2).toUpperCase(Locale.ROOT) + "iB?"
                : "write a whole number and one of B, KiB, MiB, GiB, TiB, such as 64MiB";
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** The shortest exact form, which {@link #parse} reads back to an equal value. */
    @Override
    public String toString() {
        int power = bytes == 0 ? 0 : Math.min(Long.numberOfTrailingZeros(bytes) / 10, UNITS.length());
        return power == 0 ? bytes + "B" : (bytes >> (10 * power)) + "" + UNITS.charAt(power - 1) + "iB";
    }
}
