package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.dispatch.DriverFailures;
import dev.triptych.controlplane.dispatch.Drivers;
import dev.triptych.controlplane.workload.BackendObject;
import dev.triptych.controlplane.workload.Ledger;
import dev.triptych.controlplane.workload.Observed;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Observation;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadKind;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Asks every backend for all that it has, and has those lanes work where the record says something else. */
@Component
class Sweep {
    private final Drivers drivers;
    private final Lanes lanes;
    private final Ledger ledger;
    private final WorkloadQueries queries;
    private final Reconciler reconciler;
    private final Orphans orphans;
    private final RunMetrics metrics;
    private final Clock clock;
    private final Set<WorkloadKind> busy = ConcurrentHashMap.newKeySet();

    Sweep(
            Drivers drivers,
            Lanes lanes,
            Ledger ledger,
            WorkloadQueries queries,
            Reconciler reconciler,
            Orphans orphans,
            RunMetrics metrics,
            Clock clock) {
        this.drivers = drivers;
        this.lanes = lanes;
        this.ledger = ledger;
        this.queries = queries;
        this.reconciler = reconciler;
        this.orphans = orphans;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Returns when every backend has answered, or failed to. */
    void all() {
        metrics.refresh(queries);
        drivers.all().forEach(this::one);
    }

    void one(Driver driver) {
        if (!busy.add(driver.kind())) {
            return; // a backend that hangs is asked once at a time
        }
        try {
            compare(driver);
        } catch (DriverException e) {
            DriverFailures.log(e);
            away(driver, e.safeMessage());
        } finally {
            busy.remove(driver.kind());
        }
    }

    private void compare(Driver driver) {
        Map<WorkloadKey, Observation> objects = driver.observeAll().stream()
                .collect(Collectors.toMap(Observation::key, Function.identity(), (one, other) -> one));
        for (Lane lane : lanes.all()) {
            Session session = lane.session();
            LogTap tap = lane.tap();
            if (session != null && session.driver.equals(driver)) {
                if (tap != null) {
                    tap.mend();
                }
                compare(lane, session, objects.get(session.key));
            }
        }
        for (WorkloadView view : ledger.unsettled()) {
            if (kindOf(view) == driver.kind()) {
                reconciler.signal(view.workload().id());
            }
        }
        orphans.look(driver.kind(), objects.values().stream().toList());
        if (!driver.objectsOutliveRuns()) {
            objects.values().stream()
                    .filter(object -> object.exit() != null && isWatchedByNobody(object.key()))
                    .forEach(object -> reconciler.removeWhatIsLeft(driver, object.key()));
        }
    }

    private boolean isWatchedByNobody(WorkloadKey key) {
        Lane lane = lanes.find(key.id());
        return lane == null || lane.session() == null;
    }

    private static WorkloadKind kindOf(WorkloadView view) {
        BackendObject object = view.workload().object();
        return object == null ? view.workload().description().kind() : object.kind();
    }

    private void compare(Lane lane, Session session, @Nullable Observation object) {
        WorkloadView view = ledger.find(lane.id);
        if (view == null || session.exit() != null || !session.hasStarted()) {
            return;
        }
        boolean wasUnknown = view.workload().sight().observed() == Observed.UNKNOWN;
        if (object == null || wasUnknown) {
            session.mustLook();
        } else {
            session.accept(object);
        }
    }

    /** The backend cannot be asked: what runs there goes on as far as anybody knows. */
    void away(Driver driver, String why) {
        for (Lane lane : lanes.all()) {
            Session session = lane.session();
            if (session != null && session.driver.equals(driver) && session.exit() == null) {
                ledger.update(lane.id, now -> RunChanges.unknown(now, session, why, clock.instant()));
            }
        }
    }
}
