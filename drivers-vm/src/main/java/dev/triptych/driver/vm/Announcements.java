package dev.triptych.driver.vm;

import dev.triptych.spi.DriverException;
import dev.triptych.spi.DriverHealth;
import dev.triptych.spi.DriverListener;
import dev.triptych.spi.Observation;
import dev.triptych.spi.Registration;
import dev.triptych.spi.WorkloadKey;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Passes on what libvirt and the watches say, one after the other, as whole observations. */
final class Announcements implements LibvirtSession.Events, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Announcements.class.getName());

    private final LibvirtDriver driver;
    private final List<DriverListener> listeners = new CopyOnWriteArrayList<>();
    private final ExecutorService crier = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("vm-announcements").factory());

    Announcements(LibvirtDriver driver) {
        this.driver = driver;
    }

    Registration add(DriverListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** A new connection: events may have been missed, so everything is looked at, and what runs is watched. */
    @Override
    public void connected() {
        later(() -> {
            List<Observation> all = driver.lookAtAll();
            tellHealth();
            all.forEach(one -> tell(listener -> listener.observed(one)));
        });
    }

    @Override
    public void disconnected() {
        later(this::tellHealth);
    }

    @Override
    public void changed(UUID domain) {
        later(() -> driver.keyOf(domain).ifPresent(key -> {
            driver.ring(key);
            observe(key);
        }));
    }

    void changed(WorkloadKey key) {
        later(() -> observe(key));
    }

    private void observe(WorkloadKey key) {
        if (!listeners.isEmpty()) {
            Observation now = driver.look(key);
            tell(listener -> listener.observed(now));
        }
    }

    private void tellHealth() {
        if (!listeners.isEmpty()) {
            DriverHealth health = driver.probe();
            tell(listener -> listener.healthChanged(health));
        }
    }

    private void tell(Consumer<DriverListener> word) {
        for (DriverListener listener : listeners) {
            try {
                word.accept(listener);
            } catch (RuntimeException failure) {
                LOG.log(System.Logger.Level.WARNING, "a listener failed", failure);
            }
        }
    }

    private void later(Runnable announcement) {
        try {
            crier.execute(() -> {
                try {
                    announcement.run();
                } catch (DriverException missed) {
                    LOG.log(System.Logger.Level.DEBUG, "an event could not be passed on", missed);
                }
            });
        } catch (RejectedExecutionException closed) {
            LOG.log(System.Logger.Level.DEBUG, "an event came after the driver was closed");
        }
    }

    @Override
    public void close() {
        crier.shutdown();
    }
}
