package dev.triptych.controlplane.verification;

import java.time.Duration;

/**
 * When mirroring ends: at whichever comes first.
 *
 * @param time from the first call of {@link Verifier#mirror}
 * @param requests how many copies are sent
 */
public record Mirror(Duration time, int requests) {}
