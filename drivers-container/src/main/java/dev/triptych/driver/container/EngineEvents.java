package dev.triptych.driver.container;

import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventActor;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.DriverHealth;
import dev.triptych.spi.DriverListener;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.Observation;
import dev.triptych.spi.Registration;
import dev.triptych.spi.WorkloadKey;
import java.lang.System.Logger;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns the Engine's events into observations, and its going and coming into health, for whoever listens. */
final class EngineEvents implements AutoCloseable {
    private static final Logger LOG = System.getLogger(EngineEvents.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(2);

    private final Engine engine;
    private final InstallationId installation;
    private final Clock clock;
    private final Questions questions;
    private final List<DriverListener> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch firstAttempt = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable Thread watcher;
    private volatile @Nullable Stream stream;

    /**
     * What is asked when an event says that something changed.
     *
     * @param key whose a container is, by its id and what the event says of it
     */
    record Questions(
            Supplier<DriverHealth> health,
            BiFunction<String, Map<String, String>, Optional<WorkloadKey>> key,
            BiFunction<String, WorkloadKey, Optional<Observation>> container,
            Supplier<List<Observation>> all) {}

    EngineEvents(Engine engine, InstallationId installation, Clock clock, Questions questions) {
        this.engine = engine;
        this.installation = installation;
        this.clock = clock;
        this.questions = questions;
    }

    /** Returns when events flow, or when the Engine cannot be reached now. */
    Registration listen(DriverListener listener) {
        listeners.add(listener);
        startWatching();
        try {
            if (!firstAttempt.await(CONNECT_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(Logger.Level.WARNING, "the Docker Engine does not offer its events yet");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return () -> listeners.remove(listener);
    }

    private synchronized void startWatching() {
        if (watcher == null && closed.getCount() > 0) {
            watcher = Thread.ofVirtual().name("docker-events").start(this::watch);
        }
    }

    private void watch() {
        boolean wasAway = false;
        Duration pause = FIRST_PAUSE;
        try {
            while (closed.getCount() > 0) {
                Stream current = open();
                boolean connected = current.awaitOpen(CONNECT_PATIENCE);
                firstAttempt.countDown();
                if (connected) {
                    announceReturn(wasAway);
                    wasAway = false;
                    pause = FIRST_PAUSE;
                    current.awaitEnd();
                }
                current.close();
                announceLoss(wasAway);
                wasAway = true;
                if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Stream open() {
        Stream opened = new Stream();
        stream = opened;
        engine.client()
                .eventsCmd()
                .withEventTypeFilter("container")
                // No "start": who asked for it has the answer, and a question more would slow it down.
                .withEventFilter("die", "destroy", "health_status", "pause", "unpause")
                .withLabelFilter(Labels.INSTALLATION + "=" + installation)
                .exec(opened);
        return opened;
    }

    /** Says that the Engine is back, and all that may have changed unheard. */
    private void announceReturn(boolean wasAway) {
        if (wasAway) {
            tellHealth();
            try {
                questions.all().get().forEach(seen -> tell(listener -> listener.observed(seen)));
            } catch (DriverException e) {
                LOG.log(Logger.Level.DEBUG, "the Docker Engine went away again", e);
            }
        }
    }

    private void announceLoss(boolean wasAway) {
        if (!wasAway && closed.getCount() > 0) {
            tellHealth();
        }
    }

    private void tellHealth() {
        DriverHealth now = questions.health().get();
        tell(listener -> listener.healthChanged(now));
    }

    private void handle(Event event) {
        EventActor actor = event.getActor();
        Map<String, String> attributes = actor == null ? null : actor.getAttributes();
        String id = actor == null ? null : actor.getId();
        if (attributes == null || id == null) {
            return;
        }
        Optional<WorkloadKey> key = questions.key().apply(id, attributes);
        if (key.isEmpty()) {
            return;
        }
        try {
            Observation seen = "destroy".equals(event.getAction())
                    ? Observation.absent(key.get(), clock.instant())
                    : questions
                            .container()
                            .apply(id, key.get())
                            .orElseGet(() -> Observation.absent(key.get(), clock.instant()));
            tell(listener -> listener.observed(seen));
        } catch (DriverException e) {
            LOG.log(Logger.Level.DEBUG, "an event could not be looked into; the schedule will see it", e);
        }
    }

    private void tell(Consumer<DriverListener> message) {
        for (DriverListener listener : listeners) {
            try {
                message.accept(listener);
            } catch (RuntimeException e) {
                LOG.log(Logger.Level.WARNING, "a listener failed", e);
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
        listeners.clear();
        Stream open = stream;
        if (open != null) {
            open.close();
        }
    }

    /** One connection to the event stream. */
    private final class Stream extends EngineStream<Event> {
        @Override
        public void onNext(Event event) {
            handle(event);
        }
    }
}
