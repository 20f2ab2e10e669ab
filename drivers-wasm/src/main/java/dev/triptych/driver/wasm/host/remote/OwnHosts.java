package dev.triptych.driver.wasm.host.remote;

import dev.triptych.driver.wasm.host.OwnHost;
import dev.triptych.driver.wasm.host.wire.HostCall;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Observation;
import dev.triptych.spi.WorkloadKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hosts of one workload each: of those that have the objects, or of those that only answer calls. */
final class OwnHosts {
    private static final Duration ANSWER = Duration.ofSeconds(15);

    private final HostStarter starter;
    private final Map<WorkloadKey, HostLink> known;
    private final boolean forCalls;
    private final Consumer<HostLink> join;
    private final Consumer<HostLink> end;

    /**
     * Knows none yet.
     *
     * @param known safe for use by many threads; may hold other hosts too
     * @param forCalls whether these answer calls, and end by themselves when nobody calls for long
     * @param join takes a new one into the fleet
     * @param end ends one at once
     */
    OwnHosts(
            HostStarter starter,
            Map<WorkloadKey, HostLink> known,
            boolean forCalls,
            Consumer<HostLink> join,
            Consumer<HostLink> end) {
        this.starter = starter;
        this.known = known;
        this.forCalls = forCalls;
        this.join = join;
        this.end = end;
    }

    /** The one host of a workload, started unless it is there. */
    HostLink only(WorkloadKey key, OwnHost limits) {
        HostLink there = known.get(key);
        if (there != null && (!forCalls || responds(there))) {
            return there;
        }
        return starter.oneAtATime(() -> {
            HostLink other = known.get(key);
            if (other != null) {
                return other;
            }
            HostLink link = starter.dedicated(limits, key, forCalls);
            join.accept(link);
            known.put(key, link);
            return link;
        });
    }

    private boolean responds(HostLink link) {
        try {
            link.call(new HostCall.ObserveAll(), Observation[].class, ANSWER);
            return true;
        } catch (DriverException e) {
            System.getLogger(OwnHosts.class.getName())
                    .log(System.Logger.Level.DEBUG, "A host of one workload has ended", e);
            end.accept(link);
            return false;
        }
    }

    @Nullable
    HostLink get(WorkloadKey key) {
        return known.get(key);
    }

    /** One that an earlier service started. */
    void found(WorkloadKey key, HostLink link) {
        known.put(key, link);
    }

    void lost(HostLink link) {
        known.values().remove(link);
    }

    /** Ends the one of a workload that is gone. */
    void forget(WorkloadKey key) {
        HostLink link = known.remove(key);
        if (link != null) {
            end.accept(link);
        }
    }

    void endAll() {
        List.copyOf(known.values()).forEach(end);
    }
}
