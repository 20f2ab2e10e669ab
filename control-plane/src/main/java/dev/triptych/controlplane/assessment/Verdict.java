package dev.triptych.controlplane.assessment;

/** What could become of the container, the best first: the worst of its findings decides. */
public enum Verdict {
    /** A module that does the same is among the artifacts, and nothing that was seen stands against it. */
    READY,
    /** It could be a module once it is built for WASI; each finding says what to change. */
    REBUILD,
    /** It does what no module can do here. */
    STAY
}
