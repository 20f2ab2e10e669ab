package dev.triptych.spi;

import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param code the program's own exit code, 0 to 255; null when it did not leave one
 * @param signal the number of the signal that ended it; null when none did
 * @param at when it ended; for a job this also ends the {@code ready} phase if no output came before
 * @param detail one sentence for the user; safe to show, may be empty
 */
public record Exit(
        ExitReason reason, @Nullable Integer code, @Nullable Integer signal, Moment at, String detail) {}
