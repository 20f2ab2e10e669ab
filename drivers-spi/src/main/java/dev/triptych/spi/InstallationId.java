package dev.triptych.spi;

import java.util.UUID;

/** Marks every backend object as ours; two installations on one host never touch each other's objects. */
public record InstallationId(UUID value) {
    private static final int SHORT = 8;

    /** The last eight hexadecimal digits, which are random in every version of id: for names that people read. */
    public String shortForm() {
        String text = value.toString();
        return text.substring(text.length() - SHORT);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
