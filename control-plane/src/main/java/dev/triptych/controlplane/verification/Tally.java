package dev.triptych.controlplane.verification;

import dev.triptych.controlplane.verification.Comparing.Outcome;
import java.util.ArrayList;
import java.util.List;

/** Adds up what single pairs came to. Not safe for use by several threads. */
final class Tally {
    private final List<Difference> differences = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private int compared;
    private int equal;
    private int incomparable;

    void add(String request, Outcome outcome) {
        String why = outcome.incomparable();
        if (why != null) {
            incomparable++;
            note(request + ": " + why);
            return;
        }
        compared++;
        equal += outcome.equal() ? 1 : 0;
        if (differences.size() < VerificationResult.MOST_SHOWN) {
            differences.addAll(outcome.differences());
        }
    }

    void note(String text) {
        if (notes.size() < VerificationResult.MOST_SHOWN) {
            notes.add(text);
        }
    }

    VerificationResult result() {
        return new VerificationResult(compared, equal, incomparable, differences, notes);
    }
}
