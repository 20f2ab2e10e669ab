package dev.triptych.driver.container;

/** Text that an image or a guest wrote: one line, without control characters, and not longer than a name may be. */
final class BoundedText {
    private static final int MOST = 256;

    private BoundedText() {}

    static String line(String text) {
        String cut = text.length() > MOST ? text.substring(0, MOST) + "…" : text;
        return cut.replaceAll("[\\p{Cntrl}\\p{Cf}]", "\uFFFD").strip();
    }
}
