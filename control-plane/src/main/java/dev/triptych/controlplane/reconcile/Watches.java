package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.Ledger;
import dev.triptych.controlplane.workload.ProbeSpec;
import dev.triptych.controlplane.workload.RestartSpec;
import dev.triptych.controlplane.workload.Stage;
import dev.triptych.spi.Moment;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** What is watched by the clock while a run goes on: slow steps, its time limit, its readiness. Raises, does not act. */
@Component
class Watches {
    private final Ledger ledger;
    private final Timers timers;
    private final Probes probes;
    private final ReconcileProperties properties;
    private final Clock clock;

    Watches(Ledger ledger, Timers timers, Probes probes, ReconcileProperties properties, Clock clock) {
        this.ledger = ledger;
        this.timers = timers;
        this.probes = probes;
        this.properties = properties;
        this.clock = clock;
    }

    /** Puts steps of the start on record while they go on, when they take long. */
    void showStages(Lane lane, Session session) {
        lane.keep(timers.after(properties.showStageAfter(), () -> {
            Stage stage = session.stage();
            if (stage == Stage.PREPARING || stage == Stage.STARTING) {
                ledger.update(lane.id, now -> RunChanges.underWay(now, session));
                showStages(lane, session);
            }
        }));
    }

    /** Begins what is to be watched from the start on. */
    void started(Lane lane, Session session, Description description, Runnable onNews) {
        Duration timeout = description.resources().timeout();
        if (timeout != null && !description.runsPerRequest()) {
            endAfter(lane, session, timeout, StopCause.TIME_LIMIT, onNews);
        }
        ProbeSpec probe = description.probe();
        if (probe != null) {
            if (session.ready() == null) {
                endAfter(lane, session, probe.startupDeadline(), StopCause.STARTUP_DEADLINE, onNews);
            }
            probes.begin(new Probes.Probing(lane, session, probe, endsSilent(description), onNews));
        }
    }

    /** Where a run that does not answer is begun again, it is ended first; otherwise it goes on. */
    private static boolean endsSilent(Description description) {
        return description.restart().policy() != RestartSpec.When.NEVER;
    }

    private void endAfter(Lane lane, Session session, Duration limit, StopCause cause, Runnable onNews) {
        lane.keep(timers.after(left(session, limit), () -> over(lane, session, limit, cause, onNews)));
    }

    /** What is paused cannot become ready: its time begins anew when it goes on. A time limit does not wait. */
    private void over(Lane lane, Session session, Duration limit, StopCause cause, Runnable onNews) {
        boolean limited = cause == StopCause.TIME_LIMIT;
        if (!limited && session.ready() != null) {
            return;
        }
        Duration more = limited ? Duration.ZERO : session.leftAfterPause(limit);
        if (more.isZero()) {
            session.endFor(cause);
            onNews.run();
        } else {
            lane.keep(timers.after(more, () -> over(lane, session, limit, cause, onNews)));
        }
    }

    /** What is left of a time that began with the start, which may have been in the life of another process. */
    private Duration left(Session session, Duration limit) {
        Moment started = session.started();
        Instant from = started == null ? clock.instant() : started.at();
        Duration left = limit.minus(Duration.between(from, clock.instant()));
        return left.isNegative() ? Duration.ZERO : left;
    }
}
