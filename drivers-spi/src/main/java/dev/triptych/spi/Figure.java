package dev.triptych.spi;

import org.jspecify.annotations.Nullable;

/**
 * One number with where it comes from.
 *
 * @param own what this workload alone costs; null when unavailable
 * @param shared this workload's share of what several share (daemons, the Wasm engine, page cache); null when unavailable
 * @param basis how it was obtained, a stable word: {@code pss}, {@code cgroup}, {@code linear-memory}, {@code thread-clock} …
 * @param note what the number includes or leaves out, or why it is unavailable; may be empty
 */
public record Figure(
        Unit unit, @Nullable Long own, @Nullable Long shared, String basis, Quality quality, String note) {

    public static Figure measured(Unit unit, long own, String basis, String note) {
        return new Figure(unit, own, null, basis, Quality.MEASURED, note);
    }

    public static Figure unavailable(Unit unit, String why) {
        return new Figure(unit, null, null, "none", Quality.UNAVAILABLE, why);
    }

    public Figure withShared(long share, String shareNote) {
        return new Figure(unit, own, share, basis, quality, note.isEmpty() ? shareNote : note + "; " + shareNote);
    }

    /** What the number counts. */
    public enum Unit {
        BYTES,
        NANOSECONDS,
        COUNT
    }

    /** How far to trust the number. */
    public enum Quality {
        /** Read from the kernel or the backend for this workload. */
        MEASURED,
        /** Derived, with an assumption that the note names. */
        ESTIMATED,
        UNAVAILABLE
    }
}
