package dev.triptych.controlplane.reconcile;

import dev.triptych.spi.Capability;
import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverHealth;
import dev.triptych.spi.DriverListener;
import dev.triptych.spi.Observation;
import dev.triptych.spi.Plan;
import dev.triptych.spi.Preparation;
import dev.triptych.spi.Registration;
import dev.triptych.spi.Usage;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.spi.WorkloadSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A driver whose workloads do not outlive the control plane. */
class MortalDriver implements Driver {
    private final Driver driver;

    MortalDriver(Driver driver) {
        this.driver = driver;
    }

    @Override
    public WorkloadKind kind() {
        return driver.kind();
    }

    @Override
    public boolean workloadsSurviveRestart() {
        return false;
    }

    @Override
    public boolean objectsOutliveRuns() {
        return false;
    }

    @Override
    public DriverHealth probe() {
        return driver.probe();
    }

    @Override
    public Plan plan(WorkloadSpec spec) {
        return driver.plan(spec);
    }

    @Override
    public Preparation prepare(WorkloadSpec spec) {
        return driver.prepare(spec);
    }

    @Override
    public Observation create(WorkloadSpec spec) {
        return driver.create(spec);
    }

    @Override
    public Observation start(WorkloadSpec spec) {
        return driver.start(spec);
    }

    @Override
    public void stop(WorkloadKey key, Duration grace) {
        driver.stop(key, grace);
    }

    @Override
    public void destroy(WorkloadKey key) {
        driver.destroy(key);
    }

    @Override
    public Observation observe(WorkloadKey key) {
        return driver.observe(key);
    }

    @Override
    public List<Observation> observeAll() {
        return driver.observeAll();
    }

    @Override
    public Usage usage(WorkloadKey key) {
        return driver.usage(key);
    }

    @Override
    public Registration listen(DriverListener listener) {
        return driver.listen(listener);
    }

    @Override
    public <T extends Capability> Optional<T> capability(Class<T> type) {
        return driver.capability(type);
    }

    @Override
    public void close() {
        driver.close();
    }
}
