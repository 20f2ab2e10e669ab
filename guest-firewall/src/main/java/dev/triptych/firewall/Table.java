package dev.triptych.firewall;

/**
 * The tables that hold the rules. The first tells a guest that it was refused; but there others put rules of theirs in front
 * whenever they start, which let packets pass. The second comes after it, is used by nobody else, and makes sure.
 */
enum Table {
    FILTER("filter"),
    SECURITY("security");

    private final String word;

    Table(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    String deny(Family family) {
        return this == FILTER ? "REJECT --reject-with " + family.refusal() : "DROP";
    }
}
