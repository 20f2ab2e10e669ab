package dev.triptych.controlplane.workload;

/**
 * What a creation came to.
 *
 * @param repeated whether the workload was there already, made by an earlier call with the same key
 */
public record Created(WorkloadView view, boolean repeated) {}
