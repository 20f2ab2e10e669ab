package dev.triptych.spi;

/**
 * What a backend says about one object. There is no "unknown" here: a driver that cannot ask its backend throws
 * {@link DriverErrorCode#BACKEND_UNAVAILABLE}, and never guesses.
 */
public enum ObservedState {
    /** No such object. */
    ABSENT,
    /** A start is under way in the backend. */
    STARTING,
    /** The program, or the machine around it, is running. */
    RUNNING,
    /** It is there and halted, by us or by somebody else, and can go on where it was. */
    PAUSED,
    /** A stop is under way in the backend. */
    STOPPING,
    /** The object is there and nothing runs: never started (no {@link Exit}), or ended (with one). */
    STOPPED,
    /** The backend could not run it, or the machine around the program broke; the {@link Exit} says why. */
    FAILED
}
