package dev.triptych.controlplane.verification;

import java.util.List;
import java.util.stream.Stream;

/**
 * What came of comparing.
 *
 * @param compared pairs of answers that could be compared
 * @param equal of those, pairs without a difference
 * @param incomparable requests where there was nothing to compare
 * @param differences the first {@link #MOST_SHOWN}
 * @param notes what else has to be known: why nothing could be compared, what was not sent; fit to be shown
 */
public record VerificationResult(
        int compared, int equal, int incomparable, List<Difference> differences, List<String> notes) {
    /** How many differences and how many notes are kept. */
    public static final int MOST_SHOWN = 20;

    /** Nothing compared. */
    public static final VerificationResult NONE = new VerificationResult(0, 0, 0, List.of(), List.of());

    public VerificationResult {
        differences = differences.stream().limit(MOST_SHOWN).toList();
        notes = notes.stream().distinct().limit(MOST_SHOWN).toList();
    }

    /** How many pairs differed. */
    public int different() {
        return compared - equal;
    }

    /**
     * Whether the candidate answers like the old workload: nothing differed, and enough was compared. Nothing comparable is
     * never enough.
     */
    public boolean verified(int minimum) {
        return different() == 0 && compared >= Math.max(1, minimum);
    }

    /** Both together. */
    public VerificationResult plus(VerificationResult other) {
        return new VerificationResult(
                compared + other.compared,
                equal + other.equal,
                incomparable + other.incomparable,
                Stream.concat(differences.stream(), other.differences.stream()).toList(),
                Stream.concat(notes.stream(), other.notes.stream()).toList());
    }
}
