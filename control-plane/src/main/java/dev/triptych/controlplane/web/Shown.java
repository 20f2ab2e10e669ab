package dev.triptych.controlplane.web;

/** Makes what a client sent fit to be shown in an answer: short, on one line, without control characters. */
final class Shown {
    private static final int MOST = 64;

    private Shown() {}

    static String text(String text) {
        String shown = text.length() <= MOST ? text : text.substring(0, MOST) + "…";
        return shown.replaceAll("\\p{Cntrl}", "\uFFFD");
    }
}
