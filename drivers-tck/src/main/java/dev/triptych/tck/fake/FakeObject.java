package dev.triptych.tck.fake;

import dev.triptych.spi.Endpoint;
import dev.triptych.spi.Exit;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.Port;
import dev.triptych.spi.Snapshotting.Snapshot;
import dev.triptych.spi.Usage;
import dev.triptych.spi.WorkloadSpec;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One object of the simulated backend. All access is under the backend's lock. */
final class FakeObject {
    private static final AtomicLong OBJECTS = new AtomicLong();

    private final long number = OBJECTS.incrementAndGet();
    final InstallationId installation;
    final WorkloadSpec spec;
    ObservedState state = ObservedState.STOPPED;
    int starts;

    @Nullable
    Moment startedAt;

    @Nullable
    Exit exit;

    @Nullable
    Usage usage;

    Observation.@Nullable Health health;

    final Map<Path, FakeFiles.Content> files = new TreeMap<>();
    FakeOutput output = new FakeOutput();
    final List<FakeSession> sessions = new ArrayList<>();

    int disk;
    final Map<String, Kept> snapshots = new LinkedHashMap<>();

    /** A snapshot and what the disk held. */
    record Kept(Snapshot snapshot, int disk) {}

    /** Of the next start, once somebody follows it before it happens. */
    @Nullable
    FakeOutput nextOutput;

    FakeObject(InstallationId installation, WorkloadSpec spec) {
        this.installation = installation;
        this.spec = spec;
    }

    /** Whether it was started and has not ended; it may be paused. */
    boolean running() {
        return state == ObservedState.RUNNING || paused();
    }

    boolean paused() {
        return state == ObservedState.PAUSED;
    }

    void begin(Moment at) {
        if (starts > 0) {
            output = outputOfNextStart();
            nextOutput = null;
        }
        starts++;
        state = ObservedState.RUNNING;
        startedAt = at;
        exit = null;
    }

    /** What a follower sees that subscribes before a start. */
    FakeOutput outputOfNextStart() {
        if (starts == 0) {
            return output;
        }
        FakeOutput next = nextOutput == null ? new FakeOutput() : nextOutput;
        nextOutput = next;
        return next;
    }

    void end(ObservedState newState, Exit how) {
        state = newState;
        exit = how;
        output.close();
        sessions.forEach(FakeSession::close);
        sessions.clear();
    }

    void write(LogStream stream, byte[] bytes, Moment at) {
        output.write(stream, bytes, at);
    }

    Observation observation(Clock clock) {
        return new Observation(
                spec.key(),
                spec.name(),
                state,
                clock.instant(),
                starts == 0 ? null : number + "-" + starts,
                startedAt,
                exit,
                running() ? addresses() : List.of(),
                running() ? spec.ports().stream().map(FakeObject::endpoint).toList() : List.of(),
                running() ? health : null,
                Map.of("backendId", "fake-" + spec.key()));
    }

    /** Where its program answers first; it may have another on the network that all kinds share. */
    private List<String> addresses() {
        return FakeNetwork.has(spec) ? List.of("127.0.0.1", FakeNetwork.addressOf(spec, number)) : List.of("127.0.0.1");
    }

    private static Endpoint endpoint(Port port) {
        Port.Publication published = port.publication();
        return published == null
                ? new Endpoint(port.name(), port.protocol(), "127.0.0.1", port.number())
                : new Endpoint(port.name(), port.protocol(), published.bindAddress(), published.hostPort());
    }
}
