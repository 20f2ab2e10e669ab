package dev.triptych.driver.wasm.http;

import java.io.InputStream;
import java.util.List;

/**
 * One request and the answer to it. The answer is given once: whole by {@link #answer} or {@link #problem}, or piece by
 * piece by {@link #begin}, {@link #write} and {@link #end}. Calls after the answer's end do nothing.
 */
public interface Exchange {
    RequestHead head();

    /** The request's name, also given back to the client. */
    String id();

    /**
     * The body, read as it comes. Reading more than is allowed fails with {@link BodyTooLarge}; reading ends with another
     * {@link java.io.IOException} when the client goes away, or when the thread is interrupted.
     */
    InputStream body();

    /** Runs it, on any thread, when the client goes away before the answer's end; at once when it has. */
    void onGone(Runnable action);

    /**
     * Answers, and does not wait until the client has it. A body that the request or the status forbids is left out.
     *
     * @param contentLength of the body that a GET would have; negative when it is not known
     */
    void answer(int status, List<Header> headers, long contentLength, byte[] content);

    /** Answers with a problem. */
    void problem(Problem problem);

    /**
     * Sends the head of an answer.
     *
     * @param contentLength in bytes; negative when only the end will tell
     */
    void begin(int status, List<Header> headers, long contentLength) throws GoneException;

    /** Sends a piece of the body, and waits until the network has taken it. */
    void write(byte[] piece) throws GoneException;

    /** Closes an answer that is whole. */
    void end();

    /** Breaks off an answer that was begun, so that the client can tell that it is not whole. */
    void breakOff(String why);

    /** The client went away. */
    final class GoneException extends Exception {
        private static final long serialVersionUID = 1L;

        GoneException(Throwable cause) {
            super("the client went away", cause);
        }
    }

    /** More body than is allowed. */
    final class BodyTooLarge extends java.io.IOException {
        private static final long serialVersionUID = 1L;

        BodyTooLarge() {
            super("the body is larger than is allowed");
        }
    }
}
