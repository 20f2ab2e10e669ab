package dev.triptych.controlplane.service;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service as it is on record.
 *
 * @param port its own port, also where any was asked for
 * @param sealedKey the key of its certificate, encrypted; null without one
 * @param version grows with each change; what an ETag names
 * @param shift where requests go while a migration moves it; null while the description says that
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ServiceRecord(
        ServiceSpec spec,
        int port,
        byte @Nullable [] sealedKey,
        long version,
        Instant createdAt,
        Instant changedAt,
        @Nullable Shift shift) {

    /**
     * Where a migration sends the requests.
     *
     * @param migration its name
     */
    public record Shift(String migration, List<ServiceSpec.BackendSpec> backends) {
        public Shift {
            backends = List.copyOf(backends);
        }
    }

    public String name() {
        return spec.name();
    }

    /** What gets requests now. */
    List<ServiceSpec.BackendSpec> backends() {
        return shift == null ? spec.backends() : shift.backends();
    }

    /** The same with other backends in its description, one version on. */
    ServiceRecord moved(List<ServiceSpec.BackendSpec> backends, Instant now) {
        ServiceSpec moved = new ServiceSpec(
                spec.name(),
                spec.protocol(),
                spec.bind(),
                spec.port(),
                spec.hosts(),
                backends,
                spec.limits(),
                spec.certificates());
        return new ServiceRecord(moved, port, sealedKey, version + 1, createdAt, now, null);
    }
}
