package dev.triptych.controlplane.platform;

/** The conditions that an operator is warned of. docs/warnings.md says what each means and what helps. */
public enum WarningCode {
    DISK_LOW,
    STORAGE_FULL,
    DRIVER_UNAVAILABLE,
    DRIVER_DEGRADED,
    KVM_NOT_USABLE,
    AOT_CACHE_UNUSED,
    SAMPLER_FAILED,
    OUTPUT_NOT_KEPT,
    ORPHANS_FOUND
}
