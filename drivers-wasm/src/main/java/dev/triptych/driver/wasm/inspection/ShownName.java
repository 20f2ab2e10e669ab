package dev.triptych.driver.wasm.inspection;

/** A name out of a binary, as it may be shown and stored: of bounded length, without NUL, no character cut in half. */
public final class ShownName {
    private static final int LONGEST = 256;

    private ShownName() {}

    public static String of(String name) {
        if (name.length() <= LONGEST) {
            return name.replace('\0', '\uFFFD');
        }
        int end = Character.isHighSurrogate(name.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return name.substring(0, end).replace('\0', '\uFFFD') + "…";
    }
}
