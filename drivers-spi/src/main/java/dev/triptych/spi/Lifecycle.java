package dev.triptych.spi;

/** Whether a workload runs to completion or stays. */
public enum Lifecycle {
    JOB,
    SERVICE
}
