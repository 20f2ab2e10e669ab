package dev.triptych.controlplane.verification;

import dev.triptych.gateway.wire.CapturedAnswer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares two answers to one request. A pure function.
 *
 * <p><b>Comparable</b> are two answers when the old workload answered, and of each the whole body was read. A candidate that
 * does not answer where the old workload did is different, not incomparable. What was cut short is never equal.
 */
final class Comparing {
    private final CompareRules rules;
    private final JsonComparison json;

    Comparing(CompareRules rules) {
        this.rules = rules;
        this.json = new JsonComparison(
                rules.ignoreJson().stream().map(JsonPattern::of).toList());
    }

    /**
     * What came of one pair.
     *
     * @param incomparable why nothing could be compared, fit to be shown; null when it could
     */
    record Outcome(List<Difference> differences, @Nullable String incomparable) {
        boolean equal() {
            return incomparable == null && differences.isEmpty();
        }
    }

    /** @param request as it is to be shown */
    Outcome compare(String request, CapturedAnswer old, CapturedAnswer candidate) {
        if (old.failure() != null) {
            return new Outcome(List.of(), "The old workload did not answer: " + old.failure());
        }
        if (candidate.failure() != null) {
            return new Outcome(
                    List.of(new Difference(request, "answer", Integer.toString(old.status()), candidate.failure())),
                    null);
        }
        Notes notes = new Notes(request);
        if (old.status() != candidate.status()) {
            notes.add("status", Integer.toString(old.status()), Integer.toString(candidate.status()));
        }
        new HeaderComparison(rules).compare(old.headers(), candidate.headers(), notes);
        if (!old.whole() || !candidate.whole()) {
            // what was read may differ all the same, and that is known
            return notes.found.isEmpty()
                    ? new Outcome(List.of(), "An answer is longer than is read, so its body cannot be compared.")
                    : new Outcome(notes.found, null);
        }
        bodies(old, candidate, notes);
        return new Outcome(notes.found, null);
    }

    private void bodies(CapturedAnswer old, CapturedAnswer candidate, Notes notes) {
        byte[] was = Bodies.decoded(old);
        byte[] is = Bodies.decoded(candidate);
        boolean read = (Bodies.isJson(old) || Bodies.isJson(candidate)) && json.compare(was, is, notes);
        if (!read) {
            Bodies.compare(was, is, notes);
        }
    }

    /** Collects the differences of one pair, cut to what can be shown. */
    static final class Notes {
        private static final int MOST = 5;
        private static final int LONGEST = 200;

        private final String request;
        private final List<Difference> found = new ArrayList<>();

        Notes(String request) {
            this.request = request;
        }

        /** Beyond a handful the rest is only counted as one more of the same answer. */
        void add(String what, String old, String candidate) {
            if (found.size() < MOST) {
                found.add(new Difference(cut(request), cut(what), cut(old), cut(candidate)));
            }
        }

        private static String cut(String text) {
            StringBuilder shown = new StringBuilder();
            text.codePoints()
                    .limit(LONGEST)
                    .map(c -> Character.isISOControl(c) ? '·' : c)
                    .forEach(shown::appendCodePoint);
            return text.codePointCount(0, text.length()) > LONGEST
                    ? shown.append('…').toString()
                    : shown.toString();
        }
    }
}
