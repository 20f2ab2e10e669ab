package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import dev.triptych.spi.WorkloadId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Counts the commands that run in workloads and the consoles that are open, and lets no more than may be. */
@Component
final class TerminalPlaces {
    private final TerminalProperties properties;
    private final Map<WorkloadId, Integer> open = new ConcurrentHashMap<>();

    TerminalPlaces(TerminalProperties properties) {
        this.properties = properties;
    }

    /** @throws LimitReached {@link ErrorCode#TOO_MANY_REQUESTS} */
    synchronized void require(WorkloadId workload) {
        int all = open.values().stream().mapToInt(Integer::intValue).sum();
        if (all >= properties.most()) {
            throw new LimitReached(
                    ErrorCode.TOO_MANY_REQUESTS,
                    all
                            + " commands and consoles are open in the workloads of this host. Close a terminal, or wait until one"
                            + " ends.");
        }
        int here = open.getOrDefault(workload, 0);
        if (here >= properties.mostPerWorkload()) {
            throw new LimitReached(
                    ErrorCode.TOO_MANY_REQUESTS,
                    here
                            + " commands and consoles are open in this workload. Close a terminal, or wait until one ends.");
        }
    }

    /** @throws LimitReached as {@link #require} */
    synchronized void take(WorkloadId workload) {
        require(workload);
        open.merge(workload, 1, Integer::sum);
    }

    synchronized void free(WorkloadId workload) {
        open.computeIfPresent(workload, (_, count) -> count == 1 ? null : count - 1);
    }
}
