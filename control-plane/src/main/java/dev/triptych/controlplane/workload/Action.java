package dev.triptych.controlplane.workload;

/** What a user can ask of a workload that exists. */
public enum Action {
    START,
    STOP,
    RESTART,
    /** Halt what runs where it is. */
    PAUSE,
    /** Let what is paused go on. */
    RESUME,
    REPLACE,
    DELETE,
    /** Run a further command in what runs. */
    EXEC,
    /** Open the console of what runs. */
    CONSOLE,
    /** Open the display of what runs. */
    DISPLAY
}
