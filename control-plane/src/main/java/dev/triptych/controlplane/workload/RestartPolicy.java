package dev.triptych.controlplane.workload;

import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.Actor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Decides whether a run is followed by another without anybody asking. Pure.
 *
 * <p>A run <em>has failed</em> when it is on record as failed or lost. It <em>ended as asked</em> when the workload is not
 * desired to be running, when a command has another run follow, or when there is a newer description: the policy has no say
 * then. An <em>attempt</em> is a run that the policy decided on. An attempt <em>counts</em> while the decision on it is not
 * older than the window; a command to start, restart or replace makes all of them count no more. The <em>back-off</em>
 * before an attempt is {@code backoff}, doubled for each attempt that counts already, and at most {@code maxBackoff}. The
 * policy <em>gives up</em> when as many attempts count as {@code maxAttempts} allows. What the driver refused for its
 * description is not tried again: it would be refused again.
 */
public final class RestartPolicy {
    private static final Set<ReasonCode> REFUSALS = Set.of(
            ReasonCode.INVALID_SPEC,
            ReasonCode.NOT_SUPPORTED,
            ReasonCode.SOURCE_MISMATCH,
            ReasonCode.SOURCE_NOT_FOUND,
            ReasonCode.SOURCE_INVALID,
            ReasonCode.IMPORTS_NOT_GRANTED,
            ReasonCode.CAPACITY_EXCEEDED,
            ReasonCode.DEFECT);
    /** Beyond that many doublings every back-off is at its bound. */
    private static final int DOUBLINGS = 40;

    private RestartPolicy() {}

    /** The same change, with what follows from the end that it records. */
    public static Change after(Change end, Instant now) {
        WorkloadRecord workload = end.workload();
        RunRecord run = end.run();
        RestartSpec spec = workload.description().restart();
        boolean ours = workload.desired() == Desired.RUNNING
                && !workload.isFollowed()
                && run.generation() == workload.generation()
                && applies(spec.policy(), run);
        if (!ours) {
            return end;
        }
        List<Instant> counting = counting(workload.restarts().attempts(), now.minus(spec.window()));
        Integer most = spec.maxAttempts();
        return most != null && counting.size() >= most ? givenUp(end, counting, spec) : again(end, counting, spec, now);
    }

    private static boolean applies(RestartSpec.When policy, RunRecord run) {
        boolean failed = run.stage() == Stage.FAILED || run.stage() == Stage.LOST;
        boolean refused =
                run.incarnation() == null && REFUSALS.contains(run.reason().code());
        return switch (policy) {
            case NEVER -> false;
            case ON_FAILURE -> failed && !refused;
            case ALWAYS -> !refused;
        };
    }

    private static List<Instant> counting(List<Instant> attempts, Instant since) {
        return attempts.stream().filter(attempt -> attempt.isAfter(since)).toList();
    }

    /** The pause before an attempt when so many others count. */
    static Duration backoff(RestartSpec spec, int counting) {
        Duration pause = spec.backoff();
        for (int i = 0; i < Math.min(counting, DOUBLINGS) && pause.compareTo(spec.maxBackoff()) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(spec.maxBackoff()) < 0 ? pause : spec.maxBackoff();
    }

    private static Change again(Change end, List<Instant> counting, RestartSpec spec, Instant now) {
        Instant nextAt = now.plus(backoff(spec, counting.size()));
        List<Instant> attempts = new ArrayList<>(counting);
        attempts.add(now);
        Integer most = spec.maxAttempts();
        int kept = most == null ? DOUBLINGS : most;
        Restarts restarts =
                new Restarts(attempts.subList(Math.max(0, attempts.size() - kept), attempts.size()), nextAt);
        WorkloadRecord next = end.workload()
                .edit()
                .restarts(restarts)
                .wantedRun(end.workload().currentRun() + 1)
                .done();
        String which = "Attempt " + attempts.size() + (most == null ? "" : " of " + most);
        return end.with(next)
                .telling(
                        next.state(),
                        ReasonCode.RESTART_SCHEDULED,
                        Actor.SYSTEM,
                        which + " may begin at " + nextAt + ".");
    }

    private static Change givenUp(Change end, List<Instant> counting, RestartSpec spec) {
        Reason last = end.run().reason();
        Reason reason = new Reason(
                ReasonCode.RESTARTS_EXHAUSTED,
                "It is not begun again: " + counting.size() + " attempts within "
                        + spec.window().toSeconds() + " s are as many as restart.maxAttempts allows. The last end: "
                        + last.message());
        WorkloadRecord next = end.workload()
                .edit()
                .restarts(new Restarts(counting, null))
                .reason(reason)
                .done();
        return end.with(next).telling(next.state(), reason.code(), Actor.SYSTEM, reason.message());
    }

    /** The run that the policy has follow. */
    public static Change queued(WorkloadView now, Instant at) {
        Restarts restarts = now.workload().restarts();
        Reason last = now.run().reason();
        return NextRun.queued(
                now,
                at,
                new Reason(
                        ReasonCode.RESTART_SCHEDULED,
                        "It begins again at " + restarts.nextAt() + ", after: " + last.message()),
                Actor.SYSTEM);
    }
}
