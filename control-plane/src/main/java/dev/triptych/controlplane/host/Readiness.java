package dev.triptych.controlplane.host;

import java.util.Map;

/**
 * Whether the service can take work.
 *
 * @param reason why not, in a sentence; empty when it can
 * @param drivers how each driver is, by kind; none of them decides
 */
public record Readiness(boolean ready, String reason, Map<String, String> drivers) {}
