package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.platform.Leadership;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKind;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** All lanes on which something is going on. */
@Component
class Lanes {
    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

    private final Map<WorkloadId, Lane> lanes = new ConcurrentHashMap<>();
    /** One party for the house, and one for each lane on which somebody works. */
    private final Phaser atWork = new Phaser(1);

    private final @Nullable Leadership leadership;
    private volatile boolean closed;

    Lanes(ObjectProvider<Leadership> leadership) {
        this.leadership = leadership.getIfAvailable();
    }

    /** Has the work done on the workload's lane, after what goes on there now. */
    void signal(WorkloadId id, Consumer<Lane> prepare, Consumer<Lane> work) {
        boolean[] start = new boolean[1];
        Lane lane = lanes.compute(id, (key, known) -> {
            Lane present = known == null ? new Lane(key) : known;
            prepare.accept(present);
            start[0] = present.signal();
            return present;
        });
        if (start[0]) {
            begin(lane, work);
        }
    }

    private void begin(Lane lane, Consumer<Lane> work) {
        atWork.register();
        if (closed) {
            atWork.arriveAndDeregister();
            return;
        }
        Thread.ofVirtual().name("lane-" + lane.id.shortForm()).start(() -> {
            try {
                work(lane, work);
            } finally {
                atWork.arriveAndDeregister();
            }
        });
    }

    /** The same for news of the run under way; without one there is nothing to do. */
    void signalNews(Lane lane, Consumer<Lane> work) {
        if (lane.signalNews()) {
            begin(lane, work);
        }
    }

    private void work(Lane lane, Consumer<Lane> work) {
        while (!closed && lane.takeSignal()) {
            try {
                work.accept(lane);
            } catch (RuntimeException e) {
                LOG.error("reconciling {} failed; it is tried again with the next sweep", lane.id, e);
            }
        }
        lanes.computeIfPresent(lane.id, (_, present) -> present.idle() ? null : present);
    }

    /** Where several control planes share a database, only one works on it: to be asked before each step. */
    void awaitLead() {
        Leadership present = leadership;
        if (present != null) {
            present.awaitLead();
        }
    }

    /** How many runs of a kind hold what others may wait for. */
    long running(WorkloadKind kind) {
        return lanes.values().stream()
                .map(Lane::session)
                .filter(session -> session != null && session.driver.kind() == kind)
                .count();
    }

    @Nullable
    Lane find(WorkloadId id) {
        return lanes.get(id);
    }

    Collection<Lane> all() {
        return List.copyOf(lanes.values());
    }

    /** Begins nothing more, and gives the steps under way a moment to come to their end. */
    void close(Duration atMost) {
        closed = true;
        try {
            int phase = atWork.arrive();
            atWork.awaitAdvanceInterruptibly(phase, atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.warn("some steps are still under way; the next start finds out what became of them");
        }
    }
}
