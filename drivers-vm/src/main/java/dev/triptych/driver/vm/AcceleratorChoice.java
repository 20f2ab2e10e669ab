package dev.triptych.driver.vm;

/** What the operator wants machines to be run with. */
public enum AcceleratorChoice {
    /** KVM where the processor really offers it, else emulation. */
    AUTO,
    KVM,
    TCG
}
