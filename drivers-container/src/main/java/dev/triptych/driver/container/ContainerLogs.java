package dev.triptych.driver.container;

import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.triptych.driver.container.LogSubscription.Origin;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.LogSink;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Registration;
import dev.triptych.spi.WorkloadKey;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Follows the output of containers. */
final class ContainerLogs implements LogStreaming, AutoCloseable {
    private final Engine engine;
    private final Containers containers;
    private final RunNotes notes;
    private final EngineTime time;
    private final Set<LogSubscription> subscriptions = ConcurrentHashMap.newKeySet();

    ContainerLogs(Engine engine, Containers containers, RunNotes notes, EngineTime time) {
        this.engine = engine;
        this.containers = containers;
        this.notes = notes;
        this.time = time;
    }

    @Override
    public Registration follow(WorkloadKey key, @Nullable String incarnation, String cursor, LogSink sink) {
        LogCursor from = LogCursor.parse(cursor);
        Optional<String> fresh = incarnation == null ? containers.freshId(key) : Optional.empty();
        return fresh.isPresent()
                ? awaitStart(origin(key, fresh.get(), null), from, sink)
                : followKnown(key, incarnation, from, sink);
    }

    private Registration followKnown(WorkloadKey key, @Nullable String incarnation, LogCursor from, LogSink sink) {
        InspectContainerResponse container = containers.inspect(key).orElseThrow(() -> Containers.absent(key));
        String id = String.valueOf(container.getId());
        String current = StateMapper.incarnation(container, notes.read(key));
        if (incarnation == null && !Boolean.TRUE.equals(container.getState().getRunning())) {
            return awaitStart(origin(key, id, current), from, sink);
        }
        String wanted = incarnation == null ? current : incarnation;
        return open(new LogSubscription(origin(key, id, null), wanted, from, null, sink));
    }

    private Registration awaitStart(Origin origin, LogCursor from, LogSink sink) {
        return open(new LogSubscription(origin, null, from, attach(origin.containerId()), sink));
    }

    private Origin origin(WorkloadKey key, String id, @Nullable String previous) {
        return new Origin(engine, time, id, () -> notes.read(key), previous);
    }

    private Registration open(LogSubscription subscription) {
        subscriptions.add(subscription);
        subscription.open(() -> subscriptions.remove(subscription));
        return subscription;
    }

    /** Connects to what the next start will write; null when the Engine does not let us, and the log must do. */
    private @Nullable FrameQueue attach(String id) {
        FrameQueue live = FrameQueue.open(
                engine.socket(),
                StreamRequests.attachOutput(id),
                (stream, payload) -> LogFrame.live(stream, payload, Moment.now(time.clock())),
                true);
        try {
            if (engine.call("connect to the output", docker -> awaitOpen(live))) {
                return live;
            }
        } catch (DriverException e) {
            live.close();
            throw e;
        }
        live.close();
        return null;
    }

    private static boolean awaitOpen(FrameQueue live) {
        try {
            return live.awaitOpen();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A start of ours succeeded, or was refused by the runtime. */
    void began(String containerId, @Nullable String incarnation) {
        if (incarnation != null) {
            subscriptions.stream()
                    .filter(subscription -> subscription.containerId().equals(containerId))
                    .forEach(subscription -> subscription.began(incarnation));
        }
    }

    @Override
    public void close() {
        subscriptions.forEach(LogSubscription::close);
    }
}
