package dev.triptych.controlplane.platform;

/**
 * What is wrong with one field or parameter.
 *
 * @param field where, as a path such as {@code resources.memory} or {@code ports[1].port}
 * @param message what is wrong and what to write instead, fit for the user
 */
public record Violation(String field, String message) {}
