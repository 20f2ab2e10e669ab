package dev.triptych.controlplane.assessment;

import dev.triptych.controlplane.assessment.Assessment.State;
import dev.triptych.controlplane.dispatch.ProgramInspections;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import dev.triptych.controlplane.platform.TriptychException.NotFound;
import dev.triptych.controlplane.platform.TriptychException.Unavailable;
import dev.triptych.controlplane.platform.UuidV7;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.controlplane.workload.WorkloadRecord;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.WorkloadId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Looks at containers on threads of its own, a bounded number at once. One that the end of the process cut short is told
 * as failed by the next start: what was seen of it is gone.
 */
@Component
class StoredAssessments implements Assessments, SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(StoredAssessments.class);
    private static final Duration PATIENCE_AT_END = Duration.ofSeconds(5);

    private final AssessmentRows rows;
    private final AssessmentRecord record;
    private final ProgramInspections inspections;
    private final ModuleSearch modules;
    private final WorkloadQueries workloads;
    private final AssessmentProperties properties;
    private final Clock clock;
    private final Semaphore places;
    private final Map<WorkloadId, CountDownLatch> underWay = new ConcurrentHashMap<>();
    private volatile @Nullable ExecutorService threads;

    StoredAssessments(
            AssessmentRows rows,
            AssessmentRecord record,
            ProgramInspections inspections,
            ModuleSearch modules,
            WorkloadQueries workloads,
            AssessmentProperties properties,
            Clock clock) {
        this.rows = rows;
        this.record = record;
        this.inspections = inspections;
        this.modules = modules;
        this.workloads = workloads;
        this.properties = properties;
        this.clock = clock;
        this.places = new Semaphore(properties.maxAtOnce(), true);
    }

    @Override
    public Assessment begin(String workload, Duration observe, Actor actor) {
        WorkloadRecord wanted = workloads.get(workload).workload();
        check(wanted, observe);
        Optional<Assessment> running = running(wanted.id());
        if (running.isPresent() && underWay.containsKey(wanted.id())) {
            return running.get();
        }
        if (!places.tryAcquire()) {
            throw new LimitReached(
                    ErrorCode.TOO_MANY_REQUESTS,
                    properties.maxAtOnce() + " containers are being assessed. Wait for one to end, and ask again.");
        }
        return beginAt(wanted, observe, actor);
    }

    @Override
    public Assessment newest(String workload) {
        return rows.newest(workloads.get(workload).workload().id())
                .orElseThrow(() -> new NotFound(
                        ErrorCode.ASSESSMENT_NOT_FOUND,
                        "\"" + workload + "\" was not assessed. Ask for it with POST."));
    }

    @Override
    public Assessment assess(WorkloadId workload, Duration observe) throws InterruptedException {
        WorkloadView view = workloads.find(workload);
        if (view == null) {
            throw new NotFound(ErrorCode.WORKLOAD_NOT_FOUND, "There is no such workload.");
        }
        check(view.workload(), observe);
        places.acquire();
        Assessment begun = beginAt(view.workload(), observe, AssessmentRecord.SYSTEM);
        CountDownLatch end = underWay.get(workload);
        if (end != null) {
            end.await();
        }
        return rows.newest(workload)
                .filter(ended -> ended.state() != State.RUNNING)
                .orElseThrow(() -> new Unavailable(
                        ErrorCode.DATABASE_UNAVAILABLE,
                        "The assessment of \"" + begun.name() + "\" could not be put on record. Ask for it again.",
                        null));
    }

    private void check(WorkloadRecord workload, Duration observe) {
        if (observe.compareTo(SHORTEST) < 0 || observe.compareTo(LONGEST) > 0) {
            throw InvalidRequest.of("observe", "must be between 100ms and 10m");
        }
        inspections.check(workload);
    }

    private Optional<Assessment> running(WorkloadId workload) {
        return rows.newest(workload).filter(newest -> newest.state() == State.RUNNING);
    }

    /** With a place taken, which the look gives back; so does this when another one is under way. */
    private synchronized Assessment beginAt(WorkloadRecord workload, Duration observe, Actor actor) {
        Optional<Assessment> running = running(workload.id());
        if (running.isPresent() && underWay.containsKey(workload.id())) {
            places.release();
            return running.get();
        }
        boolean begun = false;
        try {
            // One whose end could not be put on record is told as failed as soon as it can.
            running.ifPresent(left -> record.failed(left, "Its end could not be put on record. Ask for it again."));
            Assessment assessment = newOne(workload, observe, actor);
            record.begun(assessment, actor);
            CountDownLatch end = new CountDownLatch(1);
            underWay.put(workload.id(), end);
            threads().execute(() -> look(assessment, workload, end));
            begun = true;
            return assessment;
        } finally {
            if (!begun) {
                underWay.remove(workload.id());
                places.release();
            }
        }
    }

    private Assessment newOne(WorkloadRecord workload, Duration observe, Actor actor) {
        return new Assessment(
                UuidV7.next(),
                workload.id(),
                workload.name(),
                observe,
                State.RUNNING,
                "Its image is read and its processes are watched.",
                null,
                List.of(),
                List.of(),
                clock.instant(),
                actor.name(),
                null);
    }

    private ExecutorService threads() {
        ExecutorService now = threads;
        if (now == null) {
            throw new IllegalStateException("assessments are not started");
        }
        return now;
    }

    private void look(Assessment assessment, WorkloadRecord workload, CountDownLatch end) {
        try {
            var program = inspections.inspect(workload);
            var behaviour = inspections.watch(workload, assessment.observe());
            String module = modules.find(workload.description(), program).orElse(null);
            record.done(assessment, Judgement.of(new Evidence(workload.description(), program, behaviour, module)));
        } catch (TriptychException e) {
            if (isRunning()) {
                record.failed(assessment, e.safeMessage());
            }
        } catch (RuntimeException e) {
            LOG.error("the assessment of {} broke off", assessment.name(), e);
            if (isRunning()) {
                record.failed(assessment, "It broke off; the service's log says why.");
            }
        } finally {
            underWay.remove(assessment.workload(), end);
            places.release();
            end.countDown();
        }
    }

    @Override
    public void start() {
        rows.running()
                .forEach(cut -> record.failed(cut, "The service ended while it was under way. Ask for it again."));
        threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("assessment-", 0).factory());
    }

    /** What is under way is cut short, and told so by the next start. */
    @Override
    public void stop() {
        ExecutorService last = threads;
        threads = null;
        if (last != null) {
            last.shutdownNow();
            try {
                if (!last.awaitTermination(PATIENCE_AT_END.toSeconds(), TimeUnit.SECONDS)) {
                    LOG.warn("an assessment does not end");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return threads != null;
    }

    /** After the reconciler, before requests. */
    @Override
    public int getPhase() {
        return 1;
    }
}
