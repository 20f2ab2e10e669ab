package dev.triptych.spi;

import org.jspecify.annotations.Nullable;

/**
 * One way to run a guest's instructions, and whether this host has it.
 *
 * @param name {@code kvm}, {@code tcg}
 * @param inUse whether new guests are run with it
 * @param reason what was found, in a sentence
 * @param remedy what the operator can do to get it, in a sentence; null when there is nothing to do
 */
public record Acceleration(
        String name,
        Verdict verdict,
        boolean inUse,
        String reason,
        @Nullable String remedy) {

    /** Whether guests can be run with it. */
    public enum Verdict {
        USABLE,
        /** The host may be able to, and something that can be changed keeps it from it. */
        BLOCKED,
        ABSENT
    }
}
