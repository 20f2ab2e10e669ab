package dev.triptych.controlplane.comparison;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Keeps the last reports of comparisons that have ended: they do not change, and resampling takes a while. */
@Component
class ReportCache {
    private static final int MOST = 16;

    private final Map<UUID, Report> kept = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Report> eldest) {
            return size() > MOST;
        }
    };

    Report of(Comparison comparison, Supplier<Report> maker) {
        if (!comparison.state().ended()) {
            return maker.get();
        }
        synchronized (kept) {
            return kept.computeIfAbsent(comparison.id(), id -> maker.get());
        }
    }
}
