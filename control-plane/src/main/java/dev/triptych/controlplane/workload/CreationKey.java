package dev.triptych.controlplane.workload;

/**
 * A caller's own key for a creation.
 *
 * @param caller whose it is: keys of others are others
 * @param route of the call
 * @param key as the caller gave it
 */
public record CreationKey(String caller, String route, String key) {}
