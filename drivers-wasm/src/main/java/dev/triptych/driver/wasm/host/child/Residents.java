package dev.triptych.driver.wasm.host.child;

import dev.triptych.driver.wasm.host.GuestOrder;
import dev.triptych.driver.wasm.host.WasmHost;
import dev.triptych.driver.wasm.host.wire.PassedDirectories;
import dev.triptych.driver.wasm.wasi.WasiGuest.GuestMount;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Invoking.Invocation;
import dev.triptych.spi.Invoking.Invoked;
import dev.triptych.spi.Observation;
import dev.triptych.spi.OneStepStart.Begun;
import dev.triptych.spi.WorkloadKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Whether there are objects here, may be new ones, and which directories were passed for them. */
final class Residents {
    private final WasmHost host;
    private final Map<WorkloadKey, List<Path>> directories = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean draining;

    Residents(WasmHost host) {
        this.host = host;
    }

    Observation create(GuestOrder order) {
        refuseWhenDraining(order.key());
        return host.create(order);
    }

    private void refuseWhenDraining(WorkloadKey key) {
        if (draining && host.observeAll().stream().noneMatch(seen -> seen.key().equals(key))) {
            throw new DriverException(
                    DriverErrorCode.BACKEND_UNAVAILABLE, "This Wasm host takes no new guests; another one does.");
        }
    }

    Observation start(GuestOrder order) {
        keepDirectories(order);
        return host.start(order);
    }

    private void keepDirectories(GuestOrder order) {
        List<Path> passed = order.mounts().stream().map(GuestMount::directory).toList();
        if (!passed.isEmpty()) {
            directories
                    .computeIfAbsent(order.key(), _ -> new CopyOnWriteArrayList<>())
                    .addAll(passed);
        }
    }

    Begun begin(GuestOrder order) {
        try {
            refuseWhenDraining(order.key());
        } catch (DriverException e) {
            order.mounts().forEach(mount -> PassedDirectories.release(mount.directory()));
            throw e;
        }
        keepDirectories(order);
        return host.begin(order);
    }

    /** The directories that were passed for this one run are let go of after it. */
    Invoked invoke(GuestOrder order, Invocation call) {
        calls.incrementAndGet();
        try {
            return host.invoke(order, call);
        } finally {
            calls.decrementAndGet();
            order.mounts().forEach(mount -> PassedDirectories.release(mount.directory()));
        }
    }

    void destroy(WorkloadKey key) {
        host.destroy(key);
        List<Path> passed = directories.remove(key);
        if (passed != null) {
            passed.forEach(PassedDirectories::release);
        }
    }

    void drain() {
        draining = true;
    }

    boolean draining() {
        return draining;
    }

    /** Invocations that run. */
    int calls() {
        return calls.get();
    }

    boolean none() {
        return host.observeAll().isEmpty();
    }
}
