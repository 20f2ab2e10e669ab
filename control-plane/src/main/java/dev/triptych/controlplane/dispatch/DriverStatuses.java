package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.dispatch.Drivers.DriverStatus;
import dev.triptych.controlplane.journal.Event.Subject;
import dev.triptych.controlplane.journal.Event.SubjectType;
import dev.triptych.controlplane.journal.EventWriter;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverHealth;
import dev.triptych.spi.DriverHealth.Status;
import dev.triptych.spi.WorkloadKind;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * How each driver is. Asked now and then, each driver by a thread of its own, so that one backend that hangs hides
 * nothing of the others; whoever wants to know gets the last answer and never waits for a backend.
 */
@Component
public class DriverStatuses implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(DriverStatuses.class);
    private static final Duration ASK_EVERY = Duration.ofSeconds(5);

    private final Drivers drivers;
    private final EventWriter events;
    private final Map<WorkloadKind, DriverStatus> latest = new ConcurrentHashMap<>();
    private volatile boolean running;
    private List<Thread> askers = List.of();

    DriverStatuses(Drivers drivers, EventWriter events) {
        this.drivers = drivers;
        this.events = events;
    }

    /** The last known status of each driver that has answered yet, in the order of kinds. */
    public List<DriverStatus> all() {
        return latest.values().stream()
                .sorted(Comparator.comparing(DriverStatus::kind))
                .toList();
    }

    /** The kinds for which there is a driver at all. */
    public Set<WorkloadKind> kinds() {
        return Set.copyOf(drivers.all().stream().map(Driver::kind).toList());
    }

    @Override
    public void start() {
        running = true;
        askers = drivers.all().stream()
                .map(driver -> Thread.ofVirtual()
                        .name("driver-status-" + driver.kind())
                        .start(() -> askUntilStopped(driver)))
                .toList();
    }

    @Override
    public void stop() {
        running = false;
        askers.forEach(Thread::interrupt);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void askUntilStopped(Driver driver) {
        while (running) {
            try {
                ask(driver);
                Thread.sleep(ASK_EVERY);
            } catch (InterruptedException stopped) {
                return;
            } catch (RuntimeException e) {
                if (!running) {
                    return; // the stop interrupted the question
                }
                LOG.error("the {} driver could not say how it is", driver.kind(), e);
            }
        }
    }

    private void ask(Driver driver) {
        DriverHealth health = driver.probe();
        DriverStatus before =
                latest.put(driver.kind(), new DriverStatus(driver.kind(), driver.workloadsSurviveRestart(), health));
        Status then = before == null ? null : before.health().status();
        if (then != null && then != health.status()) {
            events.recordChange(
                    "driver.health-changed",
                    new Subject(SubjectType.DRIVER, word(driver.kind().name()), null),
                    word(then.name()),
                    word(health.status().name()),
                    ReasonCode.DRIVER_HEALTH_CHANGED,
                    Actor.SYSTEM,
                    "The " + word(driver.kind().name()) + " driver is "
                            + word(health.status().name()) + (health.reason() == null ? "." : ": " + health.reason()));
        }
    }

    private static String word(String constant) {
        return constant.toLowerCase(Locale.ROOT);
    }
}
