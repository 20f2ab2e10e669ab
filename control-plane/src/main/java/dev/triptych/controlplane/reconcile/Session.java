package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.workload.Phase;
import dev.triptych.controlplane.workload.Sight;
import dev.triptych.controlplane.workload.Stage;
import dev.triptych.spi.Driver;
import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.Preparation;
import dev.triptych.spi.WorkloadKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a run under way. It is lost with the process; recovery rebuilds it from the record and the backend.
 * Told by the lane, the driver's threads and timers, in any order.
 */
final class Session {
    private static final Duration LATEST_DELIVERY = Duration.ofMinutes(1);

    final Driver driver;
    final WorkloadKey key;
    final int run;
    private final boolean job;
    private final Timeline timeline;
    private final CountDownLatch end = new CountDownLatch(1);

    private boolean mustLook;
    private Stage stage = Stage.QUEUED;
    private @Nullable String incarnation;
    private @Nullable Observation latest;
    private boolean sightChanged;
    private @Nullable Preparation preparation;
    private @Nullable Moment started;
    private @Nullable Moment firstOutput;
    private @Nullable Moment ready;
    private boolean silent;
    private boolean healthTells;
    private @Nullable Exit exit;
    private boolean logsEnded;
    private @Nullable StopCause due;
    private boolean stopIssued;
    private @Nullable Actor pauseAskedBy;
    /** On the monotonic clock. */
    private @Nullable Long resumed;

    Session(Driver driver, WorkloadKey key, int run, boolean job, Timeline timeline) {
        this.driver = driver;
        this.key = key;
        this.run = run;
        this.job = job;
        this.timeline = timeline;
    }

    synchronized Progress progress() {
        return new Progress(
                mustLook, exit != null && logsEnded, exit != null, due, stopIssued, answers(), sightChanged);
    }

    // --- the way to a start, told by the lane

    synchronized void began(Moment at) {
        stage = Stage.PREPARING;
        timeline.end(Phase.Name.QUEUED, at);
    }

    synchronized void prepared(Preparation result, Moment at) {
        stage = Stage.STARTING;
        preparation = result;
        timeline.end(Phase.Name.PREPARE, at);
    }

    synchronized void created(Moment at) {
        timeline.end(Phase.Name.CREATE, at);
    }

    /** The backend has confirmed the start. What was heard of this start before is taken into account now. */
    synchronized void started(Observation observation, Moment at, boolean readyAtOnce) {
        stage = Stage.RUNNING;
        incarnation = observation.incarnation();
        Moment output = firstOutput;
        Moment confirmed = output != null && isBefore(output, at) ? output : at;
        started = confirmed;
        timeline.end(Phase.Name.START, confirmed);
        healthTells = readyAtOnce;
        if (readyAtOnce && observation.health() == null) {
            readyAt(confirmed);
        } else if (job && output != null) {
            readyAt(output);
        }
        Observation heard = latest;
        latest = null;
        accept(observation);
        if (heard != null) {
            accept(heard);
        }
    }

    private static boolean isBefore(Moment one, Moment other) {
        return one.since(other).map(Duration::isNegative).orElse(false);
    }

    /** A start that another process made, or whose confirmation was lost. */
    synchronized void adopted(Observation observation, Stage recorded, @Nullable Instant readyAt, boolean readyAtOnce) {
        mustLook = false;
        stage = Stage.RUNNING;
        incarnation = observation.incarnation();
        Moment at = observation.startedAt();
        started = at != null ? at : Moment.wallClockOnly(observation.observedAt());
        timeline.end(Phase.Name.START, started);
        if (recorded == Stage.READY || readyAt != null) {
            ready = readyAt == null ? started : Moment.wallClockOnly(readyAt);
            silent = recorded != Stage.READY;
        } else if (readyAtOnce && observation.health() == null) {
            readyAt(started);
        }
        healthTells = readyAtOnce;
        accept(observation);
    }

    /** The attempt at a start has failed; nothing more comes of it. */
    synchronized void abandon() {
        stage = Stage.FAILED;
    }

    synchronized boolean hasStarted() {
        return started != null;
    }

    // --- what the backend says

    /** Takes an observation from wherever it comes; late, doubled and foreign ones change nothing. */
    synchronized void accept(Observation observation) {
        if (!observation.key().equals(key)) {
            return;
        }
        if (incarnation == null) {
            latest = observation; // told again when the start is confirmed
            return;
        }
        if (observation.state() == ObservedState.ABSENT) {
            mustLook |= exit == null && !stopIssued;
            return;
        }
        if (!incarnation.equals(observation.incarnation())) {
            return;
        }
        Observation known = latest;
        if (known == null || !isLate(observation, known)) {
            sightChanged |= known == null || !sameSight(known, observation);
            if (paused() && observation.state() != ObservedState.PAUSED) {
                resumed = System.nanoTime();
            }
            latest = observation;
            hearHealth(observation);
        }
        Exit seen = observation.exit();
        if (seen != null) {
            ended(seen);
        }
    }

    /** Where no probe tells more, a service is ready while its own health check says so. */
    private void hearHealth(Observation observation) {
        if (!healthTells || observation.health() == null) {
            return;
        }
        switch (observation.health()) {
            case STARTING -> {}
            case HEALTHY -> answering(true, Moment.wallClockOnly(observation.observedAt()));
            case UNHEALTHY -> answering(false, Moment.wallClockOnly(observation.observedAt()));
        }
    }

    /** Told out of order; what lies further back than any delivery takes is the wall clock that was set back. */
    private static boolean isLate(Observation observation, Observation known) {
        Duration behind = Duration.between(observation.observedAt(), known.observedAt());
        return behind.isPositive() && behind.compareTo(LATEST_DELIVERY) < 0;
    }

    private static boolean sameSight(Observation one, Observation other) {
        return one.state() == other.state()
                && one.endpoints().equals(other.endpoints())
                && one.addresses().equals(other.addresses())
                && one.health() == other.health()
                && one.facts().equals(other.facts());
    }

    /** The run is over, whether or not the backend could say how. */
    synchronized void ended(Exit how) {
        if (exit == null) {
            exit = how;
            boolean ran = started != null && how.reason() != ExitReason.START_FAILED;
            if (job && ready == null && ran) {
                readyAt(how.at());
            }
            tellEnd();
        }
    }

    /** Gone, and nobody can tell how. */
    synchronized void vanished(ExitReason reason, Moment at, String detail) {
        mustLook = false;
        ended(new Exit(reason, null, null, at, detail));
        logsEnded();
    }

    synchronized void wroteOutput(Moment at) {
        if (firstOutput == null) {
            firstOutput = at;
            if (job && started != null) {
                readyAt(at);
            }
        }
    }

    /** Whether this is news. */
    synchronized boolean readyAt(Moment at) {
        if (ready != null) {
            return false;
        }
        ready = at;
        timeline.end(Phase.Name.READY, at);
        return true;
    }

    /** Whether it was ready and, as far as its probe tells, still is. */
    synchronized boolean answers() {
        return ready != null && !silent;
    }

    /** The probe tells whether it answers. */
    synchronized void answering(boolean answers, Moment at) {
        if (answers && !readyAt(at)) {
            silent = false;
        } else if (!answers) {
            silent = ready != null;
        }
    }

    synchronized void logsEnded() {
        logsEnded = true;
        tellEnd();
    }

    private void tellEnd() {
        if (exit != null && logsEnded) {
            end.countDown();
        }
    }

    /** Returns when the run is over or the time is. */
    boolean awaitEnd(Duration atMost) throws InterruptedException {
        return end.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    // --- ending it

    synchronized void endFor(StopCause cause) {
        if (due == null && exit == null) {
            due = cause;
        }
    }

    synchronized StopCause stopIssued() {
        stopIssued = true;
        StopCause cause = due;
        return cause == null ? StopCause.ASKED : cause;
    }

    /** The backend could not be asked: what happened has to be found out first. */
    synchronized void mustLook() {
        mustLook = true;
        stopIssued = false;
    }

    synchronized void lookedAndRuns() {
        mustLook = false;
    }

    // --- pausing it

    /** Notes who has it paused or resumed at the moment; null when that is over. */
    synchronized void pauseAskedBy(@Nullable Actor actor) {
        pauseAskedBy = actor;
    }

    synchronized @Nullable Actor pauseAskedBy() {
        return pauseAskedBy;
    }

    /** Whether the backend says that it is halted. */
    synchronized boolean paused() {
        Observation seen = latest;
        return seen != null && seen.state() == ObservedState.PAUSED;
    }

    /** What is left of a time that begins anew when a pause ends: all while it is paused, nothing when it never was. */
    synchronized Duration leftAfterPause(Duration time) {
        Long since = resumed;
        if (paused()) {
            return time;
        }
        Duration left = since == null ? Duration.ZERO : time.minusNanos(System.nanoTime() - since);
        return left.isNegative() ? Duration.ZERO : left;
    }

    // --- what is to be recorded

    synchronized Stage stage() {
        return answers() && stage == Stage.RUNNING ? Stage.READY : stage;
    }

    synchronized @Nullable String incarnation() {
        return incarnation;
    }

    synchronized @Nullable Preparation preparation() {
        return preparation;
    }

    synchronized @Nullable Moment started() {
        return started;
    }

    synchronized @Nullable Moment ready() {
        return ready;
    }

    synchronized boolean wrote() {
        return firstOutput != null;
    }

    synchronized @Nullable Exit exit() {
        return exit;
    }

    synchronized @Nullable StopCause due() {
        return due;
    }

    synchronized boolean wasStopped() {
        return stopIssued;
    }

    synchronized @Nullable Observation latest() {
        return latest;
    }

    /** The latest sight, which is on record from now on; the fallback when the backend said nothing yet. */
    synchronized Sight takeSight(Sight otherwise) {
        sightChanged = false;
        Observation observation = latest;
        return observation == null ? otherwise : Sight.of(observation);
    }

    synchronized List<Phase> phases() {
        return timeline.phases();
    }

    synchronized void stopShort(Phase.Name name, String why) {
        timeline.stopShort(name, why);
    }
}
