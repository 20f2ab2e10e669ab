package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.workload.BackendObject;
import dev.triptych.controlplane.workload.Change;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.Intent;
import dev.triptych.controlplane.workload.Observed;
import dev.triptych.controlplane.workload.Phase;
import dev.triptych.controlplane.workload.Reason;
import dev.triptych.controlplane.workload.RestartPolicy;
import dev.triptych.controlplane.workload.RunDraft;
import dev.triptych.controlplane.workload.RunRecord;
import dev.triptych.controlplane.workload.Sight;
import dev.triptych.controlplane.workload.Stage;
import dev.triptych.controlplane.workload.WorkloadRecord;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.Figure;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Observation;
import dev.triptych.spi.Preparation;
import dev.triptych.spi.Usage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the reconciler writes, each from the latest view. Pure. */
final class RunChanges {
    private RunChanges() {}

    /** The object that is about to be made, on record before it is. */
    static Change announced(WorkloadView now) {
        WorkloadRecord next = now.workload()
                .edit()
                .object(new BackendObject(
                        now.run().generation(), now.workload().description().kind()))
                .done();
        return Change.to(next, now.run()).announcing(Intent.RUN);
    }

    /** A step of the start takes its time. Null when the record says so, or more, already. */
    static @Nullable Change underWay(WorkloadView now, Session session) {
        Stage stage = session.stage();
        boolean news = now.run().number() == session.run
                && (stage == Stage.PREPARING || stage == Stage.STARTING)
                && now.run().stage().compareTo(stage) < 0;
        if (!news) {
            return null;
        }
        boolean preparing = stage == Stage.PREPARING;
        ReasonCode code = preparing ? ReasonCode.PREPARATION_BEGAN : ReasonCode.START_BEGAN;
        Reason reason = new Reason(code, preparing ? "Its source is being prepared." : "It is being started.");
        return staged(now, stage, reason, draft(now, session));
    }

    private static RunDraft draft(WorkloadView now, Session session) {
        Preparation preparation = session.preparation();
        return now.run()
                .edit()
                .phases(session.phases())
                .preparation(preparation == null ? now.run().preparation() : preparation);
    }

    private static Change staged(WorkloadView now, Stage stage, Reason reason, RunDraft run) {
        WorkloadRecord next = now.workload().edit().stage(stage).reason(reason).done();
        return Change.to(next, run.stage(stage).reason(reason).done())
                .telling(next.state(), reason.code(), Actor.SYSTEM, reason.message());
    }

    /** The backend has confirmed the start. */
    static Change started(WorkloadView now, Session session, ReasonCode code) {
        Sight sight = session.takeSight(now.workload().sight());
        String found = sight.observed() == Observed.PAUSED ? "paused" : "running";
        Reason start = new Reason(
                code,
                code == ReasonCode.ADOPTED
                        ? "Found " + found + " and taken over."
                        : "The backend confirmed the start.");
        Stage stage = session.stage();
        boolean readyAtOnce = stage == Stage.READY && code == ReasonCode.STARTED;
        Reason reason = readyAtOnce ? readiness(now) : start;
        WorkloadRecord next =
                now.workload().edit().stage(stage).reason(reason).sight(sight).done();
        RunRecord run = withStart(now, session).stage(stage).reason(reason).done();
        Change change = Change.to(next, run).settling();
        if (readyAtOnce) {
            WorkloadRecord between = next.edit().stage(Stage.RUNNING).done();
            change = change.telling(between.state(), code, Actor.SYSTEM, start.message());
        }
        return change.telling(next.state(), reason.code(), Actor.SYSTEM, reason.message());
    }

    /** Why a run counts as ready. */
    private static Reason readiness(WorkloadView now) {
        Description description = now.workload().description();
        if (description.probe() != null) {
            return new Reason(ReasonCode.PROBE_SUCCEEDED, "The probe succeeded.");
        }
        if (description.lifecycle() == Lifecycle.JOB) {
            return new Reason(ReasonCode.FIRST_OUTPUT, "The program wrote its first output.");
        }
        return now.workload().sight().health() != null
                ? new Reason(ReasonCode.PROBE_SUCCEEDED, "The health check of its image succeeded.")
                : new Reason(ReasonCode.READY_WITHOUT_PROBE, "It has started, and has no probe to say more.");
    }

    private static RunDraft withStart(WorkloadView now, Session session) {
        RunRecord run = now.run();
        return draft(now, session)
                .incarnation(session.incarnation())
                .startedAt(first(run.startedAt(), session.started()))
                .readyAt(first(run.readyAt(), session.ready()));
    }

    /** What is on record stays, also when an adopted run is seen with other eyes. */
    private static @Nullable Instant first(@Nullable Instant recorded, @Nullable Moment seen) {
        return recorded != null || seen == null ? recorded : seen.at();
    }

    static Change ready(WorkloadView now, Session session) {
        return staged(now, Stage.READY, readiness(now), withStart(now, session));
    }

    /** It was ready and does not answer any more; what runs goes on. */
    static Change unready(WorkloadView now) {
        boolean probed = now.workload().description().probe() != null;
        Reason reason = probed ? Endings.PROBE_FAILED : Endings.HEALTH_CHECK_FAILED;
        return staged(now, Stage.RUNNING, reason, now.run().edit());
    }

    /** What the backend says has changed; where it could not be asked before, history tells that it answers again. */
    static Change seen(WorkloadView now, Session session) {
        boolean wasUnknown = now.workload().sight().observed() == Observed.UNKNOWN;
        WorkloadRecord next = now.workload()
                .edit()
                .sight(session.takeSight(now.workload().sight()))
                .done();
        return wasUnknown
                ? Change.to(next, now.run())
                        .telling(next.state(), ReasonCode.BACKEND_ANSWERS, Actor.SYSTEM, "The backend answers again.")
                : tellingOfPause(now, next, session.pauseAskedBy());
    }

    /** Tells when it was paused or goes on, and by whom; of what nobody asked for here, the backend is the source. */
    private static Change tellingOfPause(WorkloadView now, WorkloadRecord next, @Nullable Actor asker) {
        WorkloadState state = next.state();
        boolean paused = state == WorkloadState.PAUSED && now.state() != state;
        boolean resumed =
                now.state() == WorkloadState.PAUSED && (state == WorkloadState.RUNNING || state == WorkloadState.READY);
        if (!paused && !resumed) {
            return Change.to(next, now.run());
        }
        ReasonCode code = paused ? ReasonCode.PAUSED : ReasonCode.RESUMED;
        String asked = paused ? "Paused." : "Resumed.";
        String found = paused ? "Its backend says that it is paused." : "Its backend says that it goes on.";
        Reason reason = new Reason(code, asker == null ? found : asked);
        return Change.to(next.edit().reason(reason).done(), now.run())
                .telling(state, code, asker == null ? Actor.SYSTEM : asker, reason.message());
    }

    /** The backend cannot be asked. Null when that is on record already. */
    static @Nullable Change unknown(WorkloadView now, @Nullable Session session, String why, Instant at) {
        return unknown(now, session, new Reason(ReasonCode.BACKEND_UNAVAILABLE, why), at);
    }

    /** The same for a reason of its own. Null when that is on record already. */
    static @Nullable Change unknown(WorkloadView now, @Nullable Session session, Reason reason, Instant at) {
        boolean known = now.workload().sight().observed() == Observed.UNKNOWN
                && now.workload().reason().code() == reason.code();
        if (known || now.run().stage().ended()) {
            return null;
        }
        Sight recorded = now.workload().sight();
        Sight latest = session == null || !session.hasStarted() ? recorded : session.takeSight(recorded);
        Sight sight = recorded.observed() == Observed.UNKNOWN ? recorded : latest.unknown(at);
        WorkloadRecord next = now.workload().edit().sight(sight).reason(reason).done();
        return Change.to(next, now.run()).telling(next.state(), reason.code(), Actor.SYSTEM, reason.message());
    }

    /** A removal that does not come to its end. Null when that is on record already. */
    static @Nullable Change stuckInDeleting(WorkloadView now) {
        Reason reason = new Reason(
                ReasonCode.STUCK_IN_DELETING, "Its backend did not remove it in time; it is asked again and again.");
        if (now.workload().reason().code() == reason.code()) {
            return null;
        }
        WorkloadRecord next = now.workload().edit().reason(reason).done();
        return Change.to(next, now.run()).telling(next.state(), reason.code(), Actor.SYSTEM, reason.message());
    }

    static Change stopping(WorkloadView now, StopCause cause) {
        ReasonCode code = switch (cause) {
            case ASKED -> ReasonCode.STOP_BEGAN;
            case TIME_LIMIT -> ReasonCode.TIME_LIMIT;
            case STARTUP_DEADLINE -> ReasonCode.STARTUP_DEADLINE;
            case PROBE_FAILED -> ReasonCode.PROBE_FAILED;
            case STUCK_IN_PREPARING -> ReasonCode.STUCK_IN_PREPARING;
            case STUCK_IN_STARTING -> ReasonCode.STUCK_IN_STARTING;
        };
        Reason reason = new Reason(code, "It is asked to end.");
        return staged(now, Stage.STOPPING, reason, now.run().edit()).announcing(Intent.STOP);
    }

    /**
     * The run has ended.
     *
     * @param keepsObject whether the backend still has the object
     */
    static Change ended(
            WorkloadView now, Session session, Exit exit, @Nullable Usage footprint, boolean keepsObject, Instant at) {
        Endings.Ending ending = Endings.of(exit, session.due(), session.wasStopped());
        Sight sight = session.takeSight(now.workload().sight());
        boolean startIsNews =
                session.hasStarted() && now.run().incarnation() == null && exit.reason() != ExitReason.START_FAILED;
        WorkloadRecord next = now.workload()
                .edit()
                .stage(ending.stage())
                .reason(ending.reason())
                .sight(keepsObject ? sight : sight.gone(sight.observedAt()))
                .object(keepsObject ? now.workload().object() : null)
                .done();
        session.stopShort(Phase.Name.READY, "the run ended before it was ready");
        RunRecord run = withStart(now, session)
                .stage(ending.stage())
                .reason(ending.reason())
                .endedAt(exit.at().at())
                .exitReason(ending.exit())
                .exitCode(exit.code())
                .signal(exit.signal())
                .footprint(ofEnded(footprint == null ? now.run().footprint() : footprint))
                .done();
        Change change = Change.to(next, run).settling();
        if (startIsNews) {
            WorkloadRecord between = next.edit().stage(session.stage()).done();
            change = change.telling(
                    between.state(), ReasonCode.STARTED, Actor.SYSTEM, "The backend confirmed the start.");
        }
        return RestartPolicy.after(
                change.telling(
                        next.state(),
                        ending.reason().code(),
                        Actor.SYSTEM,
                        ending.reason().message()),
                at);
    }

    /** What has ended holds nothing now, which is not to say that it held nothing. */
    private static @Nullable Usage ofEnded(@Nullable Usage usage) {
        String why = "the run has ended";
        return usage == null
                ? null
                : new Usage(
                        usage.at(),
                        Figure.unavailable(Figure.Unit.BYTES, why),
                        usage.memoryPeak(),
                        usage.cpuTime(),
                        Figure.unavailable(Figure.Unit.COUNT, why),
                        usage.disk(),
                        usage.received(),
                        usage.sent());
    }

    /** The run could not be begun, or not found again. */
    static Change failed(WorkloadView now, Stage stage, Reason reason, @Nullable Session session, Instant at) {
        RunDraft run = session == null ? now.run().edit() : draft(now, session);
        return RestartPolicy.after(staged(now, stage, reason, run.endedAt(at)).settling(), at);
    }

    /** The run is gone, and its object with it. */
    static Change lost(WorkloadView now, Reason reason, Instant at) {
        Change change = failed(now, Stage.LOST, reason, null, at);
        Sight sight = now.workload().sight();
        return change.with(change.workload()
                .edit()
                .object(null)
                .sight(sight.gone(sight.observedAt()))
                .done());
    }

    /** The start has to wait, for its backend or for room. Null when that is on record already. */
    static @Nullable Change waits(WorkloadView now, Reason reason, Instant at) {
        Reason known = now.run().reason();
        if (known.code() == reason.code() && now.run().stage() == Stage.QUEUED) {
            return null;
        }
        Sight sight = now.workload().sight();
        WorkloadRecord next = now.workload()
                .edit()
                .stage(Stage.QUEUED)
                .reason(reason)
                .sight(reason.code() == ReasonCode.CAPACITY_EXCEEDED ? sight : sight.unknown(at))
                .done();
        RunRecord run = now.run().edit().stage(Stage.QUEUED).reason(reason).done();
        return Change.to(next, run).telling(next.state(), reason.code(), Actor.SYSTEM, reason.message());
    }

    /** A start that did not happen is begun again. */
    static Change again(WorkloadView now, Observation seen) {
        Reason reason = new Reason(ReasonCode.BACKEND_ANSWERS, "Its start did not happen; it is begun again.");
        WorkloadRecord next = now.workload()
                .edit()
                .stage(Stage.QUEUED)
                .reason(reason)
                .sight(Sight.of(seen))
                .done();
        RunRecord run = now.run()
                .edit()
                .stage(Stage.QUEUED)
                .reason(reason)
                .phases(List.of())
                .done();
        return Change.to(next, run).telling(next.state(), reason.code(), Actor.SYSTEM, reason.message());
    }

    static Change removing(WorkloadView now) {
        return Change.to(now.workload(), now.run()).announcing(Intent.DESTROY);
    }

    static Change removed(WorkloadView now, Instant at) {
        Sight absent = Sight.NEVER.gone(at);
        return Change.to(now.workload().edit().object(null).sight(absent).done(), now.run())
                .settling();
    }

    static Change forgotten(WorkloadView now, Instant at) {
        WorkloadRecord next = now.workload().edit().deletedAt(at).done();
        return Change.to(next, now.run())
                .settling()
                .telling(next.state(), ReasonCode.DELETED, Actor.SYSTEM, "Nothing of it is left.");
    }

    static Change measured(WorkloadView now, Usage usage) {
        return Change.to(now.workload(), now.run().edit().footprint(usage).done());
    }
}
