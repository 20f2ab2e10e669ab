package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.dispatch.Drivers;
import dev.triptych.controlplane.workload.Ledger;
import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverHealth;
import dev.triptych.spi.DriverListener;
import dev.triptych.spi.Observation;
import dev.triptych.spi.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Begins and ends the reconciler's work: recovery first, then listening and asking on schedule. */
@Component
class ReconcileLoop implements SmartLifecycle {
    private final Drivers drivers;
    private final Ledger ledger;
    private final Lanes lanes;
    private final Reconciler reconciler;
    private final Sweep sweep;
    private final Sampler sampler;
    private final Timers timers;
    private final Retention retention;
    private final RetentionProperties keeping;
    private final ReconcileProperties properties;
    private final List<Registration> listening = new ArrayList<>();
    private final List<Future<?>> schedule = new ArrayList<>();
    private volatile boolean running;

    ReconcileLoop(
            Drivers drivers,
            Ledger ledger,
            Lanes lanes,
            Reconciler reconciler,
            Sweep sweep,
            Sampler sampler,
            Timers timers,
            Retention retention,
            RetentionProperties keeping,
            ReconcileProperties properties) {
        this.drivers = drivers;
        this.ledger = ledger;
        this.lanes = lanes;
        this.reconciler = reconciler;
        this.sweep = sweep;
        this.sampler = sampler;
        this.timers = timers;
        this.retention = retention;
        this.keeping = keeping;
        this.properties = properties;
    }

    /** Before the web server: no command comes in before every run of an earlier process is marked as to be looked at. */
    @Override
    public int getPhase() {
        return 0;
    }

    @Override
    public void start() {
        running = true;
        drivers.all().forEach(driver -> listening.add(driver.listen(new Ear(driver))));
        ledger.unsettled().forEach(view -> reconciler.recover(view.workload().id()));
        schedule.add(timers.every(properties.sweepEvery(), once(sweep::all)));
        schedule.add(timers.every(properties.sampleEvery(), once(sampler::all)));
        schedule.add(timers.every(keeping.every(), once(retention::all)));
    }

    /** At most one at a time, however long it takes. */
    private static Runnable once(Runnable task) {
        AtomicBoolean busy = new AtomicBoolean();
        return () -> {
            if (busy.compareAndSet(false, true)) {
                try {
                    task.run();
                } finally {
                    busy.set(false);
                }
            }
        };
    }

    @Override
    public void stop() {
        running = false;
        schedule.forEach(task -> task.cancel(false));
        listening.forEach(Registration::close);
        lanes.close(properties.closing());
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Hears one driver. */
    private final class Ear implements DriverListener {
        private final Driver driver;

        Ear(Driver driver) {
            this.driver = driver;
        }

        @Override
        public void observed(Observation observation) {
            reconciler.observed(observation);
        }

        @Override
        public void healthChanged(DriverHealth health) {
            timers.soon(() -> tell(health));
        }

        private void tell(DriverHealth health) {
            String reason = health.reason();
            if (health.status() == DriverHealth.Status.UNAVAILABLE) {
                sweep.away(driver, reason == null ? "The backend cannot be asked." : reason);
            } else {
                sweep.one(driver);
            }
        }
    }
}
