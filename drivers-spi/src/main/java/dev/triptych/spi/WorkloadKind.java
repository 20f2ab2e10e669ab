package dev.triptych.spi;

/** What a workload is run as. One driver serves one kind. */
public enum WorkloadKind {
    VM,
    CONTAINER,
    WASM
}
