package dev.triptych.controlplane.host;

import dev.triptych.controlplane.journal.Event.Subject;
import dev.triptych.controlplane.journal.Event.SubjectType;
import dev.triptych.controlplane.journal.EventWriter;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.NotFound;
import dev.triptych.controlplane.platform.WarningCode;
import dev.triptych.controlplane.platform.WarningSource;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * What an operator should know. A warning <em>holds</em> from the first look that found its condition to the first that
 * did not. It is <em>acknowledged</em> when somebody said to have seen it; that lasts as long as the condition, over
 * restarts too.
 */
@Component
public class Warnings implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Warnings.class);

    private final List<WarningSource> sources;
    private final WarningRows rows;
    private final EventWriter events;
    private final HostProperties properties;
    private final Clock clock;
    private final Map<String, Warning> present = new ConcurrentHashMap<>();
    private volatile boolean running;
    private volatile Thread watcher = Thread.currentThread();

    Warnings(
            List<WarningSource> sources, WarningRows rows, EventWriter events, HostProperties properties, Clock clock) {
        this.sources = List.copyOf(sources);
        this.rows = rows;
        this.events = events;
        this.properties = properties;
        this.clock = clock;
    }

    /** What holds now, oldest first. */
    public List<Warning> all() {
        return rows.all();
    }

    /**
     * Notes that somebody has seen a warning.
     *
     * @throws NotFound when no warning of this id holds now
     */
    public Warning acknowledge(String id, Actor actor) {
        Warning warning = find(id);
        if (rows.acknowledge(warning.finding(), clock.instant(), actor.name())) {
            record("warning.acknowledged", warning.finding(), ReasonCode.WARNING_ACKNOWLEDGED, actor);
        }
        return find(id);
    }

    private Warning find(String id) {
        return rows.all().stream()
                .filter(warning -> warning.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new NotFound(
                        ErrorCode.WARNING_NOT_FOUND,
                        "There is no warning of that id. It may be over; GET /host/warnings lists what holds now."));
    }

    @Override
    public void start() {
        running = true;
        rows.all().forEach(warning -> present.put(warning.id(), warning));
        watcher = Thread.ofVirtual().name("warnings").start(this::watch);
    }

    private void watch() {
        while (running) {
            try {
                look();
                Thread.sleep(properties.watchEvery());
            } catch (InterruptedException stopped) {
                return;
            } catch (RuntimeException e) {
                if (running) {
                    LOG.error("it could not be looked for what to warn of", e);
                }
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(properties.watchEvery());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        sources.forEach(source -> source.tell(new Taking()));
    }

    private void record(String type, WarningSource.Finding finding, ReasonCode reason, Actor actor) {
        Subject subject =
                new Subject(SubjectType.HOST, finding.subject(), finding.code().name());
        events.record(type, subject, reason, actor, finding.message());
    }

    @Override
    public void stop() {
        running = false;
        watcher.interrupt();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Writes what is news, and tells of it. */
    private final class Taking implements WarningSource.Findings {
        @Override
        public void holds(WarningSource.Finding finding) {
            Warning now = new Warning(finding, clock.instant(), null);
            Warning known = present.get(now.id());
            if (known == null || !known.finding().equals(finding)) {
                rows.put(finding, now.since());
                present.put(now.id(), now);
            }
            if (known == null) {
                LOG.warn("{}: {}", finding.code(), finding.message());
                record("warning.raised", finding, ReasonCode.WARNING_RAISED, Actor.SYSTEM);
            }
        }

        @Override
        public void over(WarningCode code, String subject) {
            String id = new Warning(
                            new WarningSource.Finding(code, subject, WarningSource.Severity.NOTICE, "", null),
                            clock.instant(),
                            null)
                    .id();
            Warning known = present.get(id);
            if (known != null) {
                rows.remove(code, subject);
                present.remove(id);
                record("warning.over", known.finding(), ReasonCode.WARNING_OVER, Actor.SYSTEM);
            }
        }
    }
}
