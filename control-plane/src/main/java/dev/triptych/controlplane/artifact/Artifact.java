package dev.triptych.controlplane.artifact;

import java.time.Instant;

/**
 * A name and the bytes it stands for.
 *
 * @param digest {@code sha256:…}
 * @param changedAt when the bytes under the name were last replaced
 */
public record Artifact(
        String name, String digest, long sizeBytes, Inspection inspection, Instant createdAt, Instant changedAt) {}
