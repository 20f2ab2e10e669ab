package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.platform.Rounds;
import dev.triptych.controlplane.workload.Observed;
import dev.triptych.controlplane.workload.Sight;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.controlplane.workload.WorkloadRecord;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.Endpoint;
import dev.triptych.spi.SharedNaming;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Keeps the names on the shared network as the record has them: each workload that shares it, while it runs or may run, at
 * the addresses that its backend gave it. What somebody else changed is set right within some seconds.
 */
@Component
class SharedNames extends Rounds {
    private static final Logger LOG = LoggerFactory.getLogger(SharedNames.class);
    private static final Duration EVERY = Duration.ofMillis(250);
    private static final int ROUNDS_BETWEEN_LOOKS = 20;
    private static final Set<Observed> THERE =
            Set.of(Observed.STARTING, Observed.RUNNING, Observed.PAUSED, Observed.STOPPING, Observed.UNKNOWN);

    private final WorkloadQueries workloads;
    private final Drivers drivers;
    private Map<String, String> told = Map.of();
    private int rounds;

    SharedNames(WorkloadQueries workloads, Drivers drivers) {
        super("shared-names", EVERY);
        this.workloads = workloads;
        this.drivers = drivers;
    }

    /** Who answers for names; empty where no backend does. */
    Optional<SharedNaming> naming() {
        return drivers.all().stream()
                .flatMap(driver -> driver.capability(SharedNaming.class).stream())
                .findFirst();
    }

    @Override
    protected synchronized void round() {
        Map<String, String> wanted = wanted(workloads.sharingTheNetwork());
        boolean changed = !wanted.equals(told);
        boolean toBeLookedAt = rounds++ % ROUNDS_BETWEEN_LOOKS == 0;
        if (changed || (toBeLookedAt && (rounds == 1 || !wanted.isEmpty()))) {
            naming().ifPresent(naming -> naming.keepNames(wanted));
            told = wanted;
        }
    }

    @Override
    protected void tell(Exception failure) {
        LOG.warn("the names on the shared network could not be set right: {}", failure.toString());
    }

    /** What ended just before has no name after it; what goes on keeps its own. */
    @Override
    public void stop() {
        boolean running = isRunning();
        super.stop();
        if (running) {
            try {
                round();
            } catch (RuntimeException e) {
                tell(e);
            }
        }
    }

    /** By address, in order. Of two workloads at one address, which cannot last, the newer one counts. */
    static Map<String, String> wanted(List<WorkloadView> sharing) {
        Map<String, String> wanted = new TreeMap<>();
        for (WorkloadView view : sharing) {
            addresses(view.workload())
                    .forEach(address -> wanted.put(address, view.workload().name()));
        }
        return wanted;
    }

    /**
     * Where a workload is while it runs, or may run. A module has no interface; its service listens at an address of its own.
     */
    static List<String> addresses(WorkloadRecord workload) {
        Sight sight = workload.sight();
        if (!THERE.contains(sight.observed())) {
            return List.of();
        }
        return switch (workload.description().kind()) {
            case VM, CONTAINER -> sight.addresses();
            case WASM ->
                sight.endpoints().stream().map(Endpoint::host).distinct().toList();
        };
    }
}
