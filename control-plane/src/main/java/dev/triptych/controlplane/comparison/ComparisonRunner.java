package dev.triptych.controlplane.comparison;

import dev.triptych.controlplane.comparison.Comparison.State;
import dev.triptych.controlplane.comparison.Trial.Purpose;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.RoundTrip;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Runs comparisons, one at a time and each from where it is on record. It takes no input: it reads what is to be done, on
 * signal and now and then.
 */
@Component
class ComparisonRunner implements SmartLifecycle {
    static final Actor ACTOR = new Actor("system", "");
    private static final Logger LOG = LoggerFactory.getLogger(ComparisonRunner.class);
    private static final int LOOK_AGAIN_SECONDS = 5;
    private static final int MOST_ATTEMPTS = 5;
    private static final String STILL_THERE = "A workload of it could not be removed in time: look at its driver.";

    private final ComparisonRows rows;
    private final TrialRows trials;
    private final Trials runs;
    private final ComparisonEvents events;
    private final HostLook host;
    private final ComparisonProperties properties;
    private final Clock clock;
    private final Semaphore signal = new Semaphore(0);
    private volatile boolean running;
    private volatile @Nullable Thread thread;

    ComparisonRunner(
            ComparisonRows rows,
            TrialRows trials,
            Trials runs,
            ComparisonEvents events,
            HostLook host,
            ComparisonProperties properties,
            Clock clock) {
        this.rows = rows;
        this.trials = trials;
        this.runs = runs;
        this.events = events;
        this.host = host;
        this.properties = properties;
        this.clock = clock;
    }

    /** There is something new to do. */
    void signal() {
        signal.release();
    }

    /** After the reconciler, which has to be there for a half repetition's workload to be removed. */
    @Override
    public int getPhase() {
        return 1;
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofVirtual().name("comparisons").start(this::loop);
    }

    /** What is under way is left as it is on record: the next start discards its half and repeats it. */
    @Override
    public void stop() {
        running = false;
        Thread last = thread;
        if (last != null) {
            last.interrupt();
            try {
                last.join(TimeUnit.SECONDS.toMillis(LOOK_AGAIN_SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void loop() {
        while (running) {
            try {
                Optional<Comparison> next = rows.next();
                if (next.isPresent()) {
                    run(next.get());
                } else {
                    awaitSignal();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (!running) {
                    return;
                }
                LOG.error("a comparison could not go on; it is tried again", e);
                pause();
            }
        }
    }

    private void awaitSignal() throws InterruptedException {
        if (signal.tryAcquire(LOOK_AGAIN_SECONDS, TimeUnit.SECONDS)) {
            signal.drainPermits();
        }
    }

    private void pause() {
        try {
            awaitSignal();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Comparison comparison) throws InterruptedException {
        if (!runs.removeAllOf(comparison.id())) {
            end(comparison, State.FAILED, STILL_THERE);
            return;
        }
        if (comparison.state() == State.QUEUED && !comparison.cancelRequested()) {
            RoundTrip trip = new RoundTrip();
            ComparisonRows.begin(trip, comparison.id(), clock.instant(), host.take());
            events.change(
                    trip,
                    comparison,
                    State.QUEUED,
                    State.RUNNING,
                    ReasonCode.COMPARISON_BEGAN,
                    ACTOR,
                    "The comparison has begun.");
        }
        List<Trial> ended = new ArrayList<>();
        int attempt = 1;
        for (Trial trial : trials.of(comparison.id())) {
            if (trial.sample() == null) {
                attempt = trial.attempt() + 1;
            } else {
                ended.add(trial);
            }
        }
        while (running && step(comparison, ended, attempt)) {
            attempt = 1;
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    /** Runs the next repetition and adds it to those that have ended; false when there is nothing more to do. */
    private boolean step(Comparison comparison, List<Trial> ended, int attempt) throws InterruptedException {
        if (isCancelled(comparison.id())) {
            end(comparison, State.CANCELLED, "It was cancelled; the repetitions until then are in the report.");
            return false;
        }
        Plan plan = comparison.plan();
        Schedule schedule = new Schedule(plan);
        if (ended.size() == schedule.size() || Stopping.isPreciseEnough(plan, ended)) {
            end(comparison, State.DONE, "All repetitions are done; the report is there.");
            return false;
        }
        Schedule.Slot slot = schedule.at(ended.size());
        Trial trial = new Trial(
                slot.position(),
                slot.purpose(),
                slot.round(),
                slot.variant(),
                attempt,
                Trials.workloadName(comparison.id(), slot.position(), attempt),
                clock.instant(),
                null);
        trials.begin(comparison.id(), trial);
        Sample sample = attempt > MOST_ATTEMPTS
                ? Sample.failed("GAVE_UP", "It was begun " + MOST_ATTEMPTS + " times and never came to an end.")
                : runs.run(comparison, trial);
        boolean removed = runs.removeAllOf(comparison.id());
        if (isCancelled(comparison.id())) {
            return true; // what was cut short is no sample
        }
        trials.end(comparison.id(), trial.position(), sample);
        ended.add(trial.with(sample));
        if (!removed) {
            end(comparison, State.FAILED, STILL_THERE);
            return false;
        }
        tell(comparison, slot, schedule);
        return true;
    }

    private void tell(Comparison comparison, Schedule.Slot slot, Schedule schedule) {
        int variants = comparison.plan().variants().size();
        if ((slot.position() + 1) % variants == 0) {
            String what =
                    slot.purpose() == Purpose.MEASURED ? "Round " + (slot.round() + 1) + " is complete" : "Made ready";
            events.progressed(
                    comparison,
                    what + ": " + (slot.position() + 1) + " of at most " + schedule.size() + " repetitions are done.");
        }
    }

    private boolean isCancelled(UUID id) {
        return rows.find(id).map(Comparison::cancelRequested).orElse(true);
    }

    private void end(Comparison comparison, State state, String message) {
        trials.discardHalf(comparison.id());
        RoundTrip trip = new RoundTrip();
        ComparisonRows.end(trip, comparison.id(), state, message, clock.instant());
        State from = rows.find(comparison.id()).map(Comparison::state).orElse(State.RUNNING);
        events.change(
                trip,
                comparison,
                from,
                state,
                switch (state) {
                    case DONE -> ReasonCode.COMPARISON_DONE;
                    case CANCELLED -> ReasonCode.COMPARISON_CANCELLED;
                    case FAILED -> ReasonCode.COMPARISON_FAILED;
                    case QUEUED, RUNNING -> throw new IllegalArgumentException(state + " is no end");
                },
                ACTOR,
                message);
        rows.prune(properties.kept());
    }
}
