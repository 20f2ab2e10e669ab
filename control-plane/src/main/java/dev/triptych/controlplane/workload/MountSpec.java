package dev.triptych.controlplane.workload;

/**
 * A volume that the program sees.
 *
 * @param path absolute, without {@code .} and {@code ..}, never {@code /}
 */
public record MountSpec(String volume, String path, boolean readOnly) {}
