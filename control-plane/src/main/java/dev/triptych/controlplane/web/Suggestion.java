package dev.triptych.controlplane.web;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Guesses which known word a user meant. */
final class Suggestion {
    private static final int MOST_EDITS = 2;

    private Suggestion() {}

    /** {@code ; did you mean "memory"?}, or nothing when no known word is near. */
    static String among(Collection<?> known, String word) {
        String low = word.toLowerCase(Locale.ROOT);
        return known.stream()
                .map(String::valueOf)
                .filter(candidate -> edits(candidate.toLowerCase(Locale.ROOT), low) <= MOST_EDITS)
                .min(Comparator.comparingInt(candidate -> edits(candidate, word)))
                .map(candidate -> "; did you mean \"" + candidate + "\"?")
                .orElse("");
    }

    /** Levenshtein's distance; long words are far from everything. */
    private static int edits(String a, String b) {
        if (Math.abs(a.length() - b.length()) > MOST_EDITS || a.length() > 64) {
            return Integer.MAX_VALUE;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
