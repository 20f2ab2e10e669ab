package dev.triptych.controlplane.migration;

import dev.triptych.controlplane.migration.Evidence.Rollback;
import dev.triptych.controlplane.migration.Migration.State;
import dev.triptych.controlplane.migration.Migration.Step;
import dev.triptych.controlplane.migration.Migration.View;
import dev.triptych.controlplane.service.ServiceShifts;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.gateway.client.GatewayUnavailable;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import org.springframework.stereotype.Component;

/**
 * Gives the old workload all requests again, starting it before if need be, and removes the new one. Until the old one is ready
 * the new one keeps the requests.
 */
@Component
class RollingBack implements Work {
    private static final String WAITS =
            "The old workload is started; until it is ready the new one keeps the requests.";
    private static final String DRAINS = "The old workload has all requests; the new one ends those that it has.";
    private static final String REMOVES = "The new workload is being removed.";

    private final Shares shares;
    private final ServiceShifts shifts;
    private final MigrationWorkloads workloads;
    private final Settlement settlement;
    private final MigrationProperties properties;
    private final Clock clock;

    RollingBack(
            Shares shares,
            ServiceShifts shifts,
            MigrationWorkloads workloads,
            Settlement settlement,
            MigrationProperties properties,
            Clock clock) {
        this.shares = shares;
        this.shifts = shifts;
        this.workloads = workloads;
        this.settlement = settlement;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public State state() {
        return State.ROLLING_BACK;
    }

    @Override
    public Progress go(View view) throws GatewayUnavailable {
        Rollback known = Objects.requireNonNull(view.current().evidence().rollback());
        boolean exposed = view.steps().stream().map(Step::state).anyMatch(MigrationPolicy::isExposed);
        if (known.removedAt() != null) {
            return removed(view, known);
        }
        if (!exposed) {
            return remove(view, known);
        }
        return known.switchedAt() == null ? switched(view, known) : drained(view, known);
    }

    /** The old one has to be there before it gets anything. */
    private Progress switched(View view, Rollback known) throws GatewayUnavailable {
        String old = view.migration().plan().old().workload();
        Instant now = clock.instant();
        WorkloadView there = workloads.find(old).orElse(null);
        if (there == null) {
            return Progress.broken(
                    view, Evidence.of(known), "The old workload is gone; the new one keeps the requests.");
        }
        if (there.state() != WorkloadState.READY && there.state() != WorkloadState.UNKNOWN) {
            if (now.isAfter(view.current().startedAt().plus(properties.readyDeadline()))) {
                return Progress.broken(
                        view,
                        Evidence.of(known),
                        "The old workload did not become ready again; the new one keeps the requests.");
            }
            if (there.workload().atRest() || there.state() == WorkloadState.STOPPING) {
                workloads.start(old);
            }
            Mark mark = view.current().mark();
            return Progress.stays(
                    Evidence.of(new Rollback(known.why(), true, null, null)),
                    mark.since() == null ? mark.at(now, Counts.ZERO, Counts.ZERO) : mark, // on record at once
                    WAITS);
        }
        shares.give(view.migration(), 0);
        return Progress.stays(
                Evidence.of(new Rollback(known.why(), known.startedOld(), now, null)),
                view.current().mark().at(now, Counts.ZERO, Counts.ZERO),
                DRAINS);
    }

    private Progress drained(View view, Rollback known) {
        MigrationPlan plan = view.migration().plan();
        Mark mark = view.current().mark();
        Shares.Both counts = shares.counts(plan);
        Instant switchedAt = Objects.requireNonNull(known.switchedAt());
        boolean late = !clock.instant()
                .isBefore(switchedAt.plus(shifts.find(plan.service())
                        .map(service -> service.spec().limits().drain())
                        .orElse(java.time.Duration.ZERO)));
        int quiet = counts != null && counts.candidateInFlight() == 0 ? mark.index() + 1 : 0;
        return quiet >= CuttingOver.QUIET_LOOKS || late
                ? remove(view, known)
                : Progress.stays(
                        Evidence.of(known), new Mark(quiet, mark.since(), mark.old(), mark.candidate()), DRAINS);
    }

    private Progress remove(View view, Rollback known) {
        Migration migration = view.migration();
        settlement.takeBack(migration);
        String candidate = migration.plan().candidate().workload();
        workloads
                .find(candidate)
                .filter(there -> MigrationWorkloads.isOf(there, migration))
                .ifPresent(_ -> workloads.remove(candidate));
        return stays(view, new Rollback(known.why(), known.startedOld(), known.switchedAt(), clock.instant()), REMOVES);
    }

    private Progress removed(View view, Rollback known) {
        Migration migration = view.migration();
        boolean gone = workloads
                .find(migration.plan().candidate().workload())
                .filter(there -> MigrationWorkloads.isOf(there, migration))
                .isEmpty();
        boolean late = clock.instant()
                .isAfter(Objects.requireNonNull(known.removedAt()).plus(properties.goneDeadline()));
        return gone || late ? Progress.passed(view, Evidence.of(known)) : stays(view, known, REMOVES);
    }

    private static Progress stays(View view, Rollback shown, String message) {
        return Progress.stays(Evidence.of(shown), view.current().mark(), message);
    }
}
