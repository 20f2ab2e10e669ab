package dev.triptych.tck.fake;

/** A call that can be made to go wrong. */
public enum FakeOperation {
    PLAN,
    PREPARE,
    CREATE,
    START,
    STOP,
    DESTROY,
    OBSERVE,
    OBSERVE_ALL,
    USAGE,
    INVOKE,
    EXECUTE,
    OPEN_CONSOLE,
    OPEN_DISPLAY,
    SNAPSHOT,
    PAUSE,
    RESUME,
    /** Each of the calls for files. */
    FILES,
    /** Each of the calls of a store of images. */
    IMAGES,
    PULL,
    LOOK_AT_NETWORK
}
