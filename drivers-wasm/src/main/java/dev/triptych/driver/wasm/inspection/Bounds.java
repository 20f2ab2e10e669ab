package dev.triptych.driver.wasm.inspection;

/**
 * How much one binary may declare. Far beyond what compilers make; within it, what is remembered of a binary is smaller than
 * the binary's own limit.
 */
final class Bounds {
    private static final int MOST_IMPORTS = 10_000;
    private static final int MOST_EXPORTS = 100_000;
    private static final int MOST_SECTIONS = 10_000;
    private static final long MOST_TEXT = 8L * 1024 * 1024;

    private int imports;
    private int exports;
    private int sections;
    private long text;

    void imported(ModuleCursor at) {
        check(at, ++imports, MOST_IMPORTS, "imports");
    }

    void exported(ModuleCursor at) {
        check(at, ++exports, MOST_EXPORTS, "exports");
    }

    void section(ModuleCursor at) {
        check(at, ++sections, MOST_SECTIONS, "sections");
    }

    void text(ModuleCursor at, String... names) {
        for (String name : names) {
            text += name.length();
        }
        check(at, text, MOST_TEXT, "characters in names");
    }

    private static void check(ModuleCursor at, long found, long most, String what) {
        if (found > most) {
            throw at.malformed("more than %d %s".formatted(most, what));
        }
    }
}
