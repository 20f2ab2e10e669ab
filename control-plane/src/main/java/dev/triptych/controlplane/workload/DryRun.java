package dev.triptych.controlplane.workload;

import dev.triptych.spi.Plan;

/**
 * What would be created.
 *
 * @param objectName what the backend object would be called, as far as that is known before it has an identity
 */
public record DryRun(Description description, Pinned pinned, String objectName, Plan plan) {}
