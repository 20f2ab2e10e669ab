package dev.triptych.process;

/**
 * The answer to a {@link Hello} that is in order.
 *
 * @param build what the host was built from; a client of another build lets it run dry
 * @param process of the host
 */
public record Welcome(String build, ProcessIdentity process) {}
