package dev.triptych.spi;

/** Why a run ended, in words that are the same for every kind. */
public enum ExitReason {
    /** The program ended by itself; the exit code says how. */
    EXITED,
    /** A signal ended it that Triptych did not send. */
    SIGNALLED,
    /** Ended because {@link Driver#stop} was called. */
    STOPPED,
    /** The memory limit ended it. */
    OUT_OF_MEMORY,
    /** The wall-clock limit ended it. */
    TIME_LIMIT,
    /** The processor-time limit ended it. */
    CPU_LIMIT,
    /** It wrote more output than it may. */
    OUTPUT_LIMIT,
    /** The engine stopped it: an unreachable instruction, an access out of bounds, an exhausted stack. */
    TRAPPED,
    /** The machine powered off without an exit report from inside. */
    POWERED_OFF,
    /** The machine around the program broke: kernel panic, QEMU or engine crash. */
    CRASHED,
    /** The backend could not start it. */
    START_FAILED,
    /** It vanished together with the process that ran it. */
    LOST
}
