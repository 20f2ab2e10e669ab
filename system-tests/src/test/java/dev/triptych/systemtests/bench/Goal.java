package dev.triptych.systemtests.bench;

/** A number to reach, printed beside what was measured. */
record Goal(String what, double least, double most, String unit) {
    /** Not more than that. */
    static Goal atMost(String what, double most, String unit) {
        return new Goal(what, Double.NEGATIVE_INFINITY, most, unit);
    }

    /** Not less than that. */
    static Goal atLeast(String what, double least, String unit) {
        return new Goal(what, least, Double.POSITIVE_INFINITY, unit);
    }

    /** The figure, the goal, and whether it was met. */
    String of(double measured) {
        boolean met = measured >= least && measured <= most;
        String bound = most == Double.POSITIVE_INFINITY ? "≥ " + plain(least) : "≤ " + plain(most);
        return "%s: %.3f%s, goal %s%s: %s".formatted(what, measured, unit, bound, unit, met ? "met" : "MISSED");
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? "%.0f".formatted(value) : Double.toString(value);
    }
}
