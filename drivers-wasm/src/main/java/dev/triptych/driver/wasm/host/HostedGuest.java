package dev.triptych.driver.wasm.host;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.WorkloadKey;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One object of the host: its last run, and the output that its next one will write. */
final class HostedGuest {
    private final WorkloadKey key;
    private final String name;
    private final Map<String, String> facts;
    private final Supplier<GuestOutputLog> outputs;
    private @Nullable HostedRun run;
    private @Nullable GuestOutputLog next;
    private boolean destroyed;

    HostedGuest(WorkloadKey key, String name, Map<String, String> facts, Supplier<GuestOutputLog> outputs) {
        this.key = key;
        this.name = name;
        this.facts = Map.copyOf(facts);
        this.outputs = outputs;
    }

    WorkloadKey key() {
        return key;
    }

    synchronized @Nullable HostedRun run() {
        return run;
    }

    /** The run that has not ended; null when there is none. */
    synchronized @Nullable HostedRun running() {
        return run == null || run.over() ? null : run;
    }

    /** The output for the next run, which those who follow it already may hold. */
    synchronized GuestOutputLog nextOutput() {
        if (destroyed) {
            throw absent(key);
        }
        if (next == null) {
            next = outputs.get();
        }
        return next;
    }

    synchronized void begin(HostedRun begun) {
        HostedRun before = run;
        run = begun;
        next = null;
        if (before != null) {
            before.output().release();
        }
    }

    /** Forgets a run that could not begin; the one before it is gone. */
    synchronized void abandon(HostedRun begun) {
        if (begun.equals(run)) {
            run = null;
            begun.output().end();
            begun.output().release();
        }
    }

    /** Ends what others follow, and lets go of what was kept. */
    synchronized void destroy() {
        destroyed = true;
        if (next != null) {
            next.end();
            next.release();
            next = null;
        }
        if (run != null) {
            run.output().release();
            run = null;
        }
    }

    /** The output to follow: of an incarnation, or, for null, of the running one or else of the next. */
    synchronized @Nullable GuestOutputLog output(@Nullable String incarnation) {
        if (run != null
                && (incarnation == null ? !run.over() : run.incarnation().equals(incarnation))) {
            return run.output();
        }
        return incarnation == null ? nextOutput() : null;
    }

    synchronized Observation observation(Clock clock) {
        if (destroyed) {
            return Observation.absent(key, clock.instant());
        }
        HostedRun last = run;
        if (last == null) {
            return new Observation(
                    key, name, ObservedState.STOPPED, clock.instant(), null, null, null, List.of(), List.of(), facts);
        }
        var exit = last.exit();
        return new Observation(
                key,
                name,
                ObservationMapper.state(exit),
                clock.instant(),
                last.incarnation(),
                last.startedAt(),
                exit,
                List.of(),
                last.endpoints(),
                facts);
    }

    static DriverException absent(WorkloadKey key) {
        return new DriverException(DriverErrorCode.WORKLOAD_ABSENT, "The Wasm host knows no workload " + key + ".");
    }
}
