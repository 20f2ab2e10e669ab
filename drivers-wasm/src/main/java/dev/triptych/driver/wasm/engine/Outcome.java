package dev.triptych.driver.wasm.engine;

import dev.triptych.spi.ExitReason;

/** How a run ended, as the engine saw it. */
public sealed interface Outcome {
    /** By itself. */
    record Exited(int code) implements Outcome {}

    /**
     * By a trap.
     *
     * @param trap a stable word such as {@code unreachable}, {@code out of bounds memory access}
     */
    record Trapped(String trap) implements Outcome {}

    /** A limit that a host function watches. */
    record LimitReached(ExitReason reason, String detail) implements Outcome {}

    /** The program never began: a mount cannot be opened, or its minimum is beyond the limits. */
    record NotStarted(String why) implements Outcome {}

    /** By {@link Execution#interrupt}. */
    record Interrupted() implements Outcome {}

    /** The engine itself failed; the guest is not to blame. */
    record EngineFailed(Throwable cause) implements Outcome {}
}
