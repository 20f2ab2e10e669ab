package dev.triptych.controlplane.artifact;

/** What bytes were found to be. Decided once, when they are stored. */
public enum Format {
    WASM_MODULE,
    WASM_COMPONENT,
    LINUX_KERNEL,
    INITRD,
    DISK_QCOW2,
    DISK_RAW,
    TAR,
    UNKNOWN
}
