package dev.triptych.controlplane.service;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A service as it is on record.
 *
 * @param port its own port, also where any was asked for
 * @param sealedKey the key of its certificate, encrypted; null without one
 * @param version grows with each change; what an ETag names
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ServiceRecord(
        ServiceSpec spec, int port, byte @Nullable [] sealedKey, long version, Instant createdAt, Instant changedAt) {

    public String name() {
        return spec.name();
    }
}
