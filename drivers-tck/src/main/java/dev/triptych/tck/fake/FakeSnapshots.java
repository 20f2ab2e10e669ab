package dev.triptych.tck.fake;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Snapshotting;
import dev.triptych.spi.Source;
import dev.triptych.spi.WorkloadKey;
import java.util.Optional;
import java.util.function.Function;

/** Snapshots of simulated disks, each of which holds one number: {@link FakeBackend#countOnDisk}. */
final class FakeSnapshots implements Snapshotting {
    private final FakeBackend backend;
    private final Function<WorkloadKey, FakeObject> require;

    FakeSnapshots(FakeBackend backend, Function<WorkloadKey, FakeObject> require) {
        this.backend = backend;
        this.require = require;
    }

    private FakeObject disk(WorkloadKey key) {
        FakeObject object = require.apply(key);
        if (!(object.spec.source() instanceof Source.Disk)) {
            throw new DriverException(DriverErrorCode.NOT_SUPPORTED, "the simulated object has no disk");
        }
        return object;
    }

    @Override
    public Snapshot takeSnapshot(WorkloadKey key, String name) {
        return backend.call(FakeOperation.SNAPSHOT, () -> {
            FakeObject object = disk(key);
            Consistency consistency = object.running() ? Consistency.CRASH : Consistency.STOPPED;
            object.snapshots.computeIfAbsent(
                    name, missing -> new FakeObject.Kept(new Snapshot(missing, consistency), object.disk));
            return object.snapshots.get(name).snapshot();
        });
    }

    @Override
    public void restoreSnapshot(WorkloadKey key, String name) {
        backend.call(FakeOperation.SNAPSHOT, () -> {
            FakeObject object = disk(key);
            if (object.running()) {
                throw new DriverException(DriverErrorCode.NOT_SUPPORTED, "the simulated object runs");
            }
            object.disk = Optional.ofNullable(object.snapshots.get(name))
                    .orElseThrow(() ->
                            new DriverException(DriverErrorCode.WORKLOAD_ABSENT, "there is no such simulated snapshot"))
                    .disk();
            return name;
        });
    }

    @Override
    public void deleteSnapshot(WorkloadKey key, String name) {
        backend.call(FakeOperation.SNAPSHOT, () -> {
            try {
                disk(key).snapshots.remove(name);
            } catch (DriverException absent) {
                if (absent.code() != DriverErrorCode.WORKLOAD_ABSENT) {
                    throw absent;
                }
            }
            return name;
        });
    }

    @Override
    public Kept snapshots(WorkloadKey key) {
        return backend.call(FakeOperation.SNAPSHOT, () -> {
            FakeObject object = disk(key);
            return new Kept(
                    object.snapshots.values().stream()
                            .map(FakeObject.Kept::snapshot)
                            .toList(),
                    4096L * (1 + object.snapshots.size()));
        });
    }
}
