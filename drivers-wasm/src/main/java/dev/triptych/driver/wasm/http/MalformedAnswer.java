package dev.triptych.driver.wasm.http;

/** What a program wrote is no answer by CGI. The message says why, in words for its author. */
public final class MalformedAnswer extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedAnswer(String message) {
        super(message);
    }
}
