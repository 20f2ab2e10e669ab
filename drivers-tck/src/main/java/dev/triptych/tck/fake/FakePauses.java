package dev.triptych.tck.fake;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.Pausing;
import dev.triptych.spi.WorkloadKey;
import java.time.Clock;
import java.util.function.Function;

/** Halts simulated objects. Their programs are threads of tests, which have to look themselves. */
final class FakePauses implements Pausing {
    private final FakeBackend backend;
    private final Function<WorkloadKey, FakeObject> require;
    private final Clock clock;

    FakePauses(FakeBackend backend, Function<WorkloadKey, FakeObject> require, Clock clock) {
        this.backend = backend;
        this.require = require;
        this.clock = clock;
    }

    @Override
    public Observation pause(WorkloadKey key) {
        return become(key, FakeOperation.PAUSE, ObservedState.PAUSED);
    }

    @Override
    public Observation resume(WorkloadKey key) {
        return become(key, FakeOperation.RESUME, ObservedState.RUNNING);
    }

    private Observation become(WorkloadKey key, FakeOperation operation, ObservedState wanted) {
        return backend.call(operation, () -> {
            FakeObject object = require.apply(key);
            if (!object.running()) {
                throw new DriverException(DriverErrorCode.WORKLOAD_NOT_RUNNING, "nothing runs of the simulated " + key);
            }
            if (object.state != wanted) {
                object.state = wanted;
                backend.later(object.observation(clock));
            }
            return object.observation(clock);
        });
    }
}
