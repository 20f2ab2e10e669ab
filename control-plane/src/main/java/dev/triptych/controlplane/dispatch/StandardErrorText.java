package dev.triptych.controlplane.dispatch;

import java.nio.charset.StandardCharsets;

/** The end of what a program wrote to standard error, as part of a sentence. */
final class StandardErrorText {
    private static final int MOST_CHARACTERS = 400;

    private StandardErrorText() {}

    /** Empty when it wrote nothing; control characters are shown as spaces. */
    static String ending(byte[] stderr) {
        String text = new String(stderr, StandardCharsets.UTF_8)
                .replaceAll("\\p{Cntrl}+", " ")
                .strip();
        if (text.isEmpty()) {
            return "";
        }
        return " It wrote to standard error: \"" + text.substring(Math.max(0, text.length() - MOST_CHARACTERS)) + "\"";
    }
}
