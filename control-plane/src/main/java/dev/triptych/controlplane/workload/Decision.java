package dev.triptych.controlplane.workload;

/** The answer to "may this action happen now, and is there anything to do?". */
public sealed interface Decision {

    /** What is asked for is so already, or is on its way. */
    record AlreadyDone(String reason) implements Decision {}

    /** There is something to do. */
    record Dispatch() implements Decision {}

    /** Not possible now. */
    record Reject(String reason) implements Decision {}
}
