package dev.triptych.tck.fake;

import dev.triptych.spi.DriverErrorCode;

/** How one call goes wrong. */
public sealed interface Fault {
    /** Nothing happens in the backend, and the caller is told so with this code. */
    record Fail(DriverErrorCode code) implements Fault {}

    /** Nothing happens, and the call does not return until the backend is released or the caller interrupted. */
    record Hang() implements Fault {}

    /** The backend acts, and the caller never learns of it: it sees a time-out. */
    record LoseReply() implements Fault {}
}
