package dev.triptych.controlplane.workload;

import java.util.List;

/**
 * Workloads that use something. Thousands may, so only the first of them are named.
 *
 * @param names the first {@link #MOST_NAMES} of them at most, in their order
 * @param count how many there are; never less than there are names
 */
public record Users(List<String> names, long count) {
    /** How many are named at most. */
    public static final int MOST_NAMES = 100;

    private static final int MOST_IN_A_SENTENCE = 10;

    /** Nobody uses it. */
    public static final Users NOBODY = new Users(List.of(), 0);

    public Users {
        names = List.copyOf(names);
    }

    /** Of all the names. */
    public static Users of(List<String> all) {
        return new Users(all.subList(0, Math.min(all.size(), MOST_NAMES)), all.size());
    }

    /** Whether there is any. */
    public boolean any() {
        return count > 0;
    }

    /** The first few by name, and how many more there are, for a sentence. */
    public String told() {
        String first = String.join(", ", names.subList(0, Math.min(names.size(), MOST_IN_A_SENTENCE)));
        long more = count - Math.min(names.size(), MOST_IN_A_SENTENCE);
        return more > 0 ? first + " and " + more + " more" : first;
    }
}
