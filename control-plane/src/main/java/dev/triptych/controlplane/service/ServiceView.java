package dev.triptych.controlplane.service;

import dev.triptych.gateway.wire.BackendFigures;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A service with what is seen of it now.
 *
 * @param gatewayPort where it is found by its host; null while the gateway is away
 * @param problem why its own port is not open; null when it is
 * @param since since when the figures are counted; null while the gateway cannot be asked
 * @param figures by the key of each backend
 */
public record ServiceView(
        ServiceRecord service,
        List<BackendState> backends,
        @Nullable Integer gatewayPort,
        @Nullable String problem,
        @Nullable Instant since,
        Map<String, BackendFigures> figures) {
    public ServiceView {
        backends = List.copyOf(backends);
        figures = Map.copyOf(figures);
    }

    /** The figures of a backend; null when there are none. */
    public @Nullable BackendFigures figures(BackendState backend) {
        return figures.get(backend.backend().key());
    }
}
