package dev.triptych.controlplane.migration;

import dev.triptych.controlplane.migration.Evidence.CutOver;
import dev.triptych.controlplane.migration.Migration.State;
import dev.triptych.controlplane.migration.Migration.View;
import dev.triptych.controlplane.service.ServiceShifts;
import dev.triptych.gateway.client.GatewayUnavailable;
import dev.triptych.gateway.wire.ServiceLimits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** Gives the new workload all new requests, and waits until the old one has ended those that it has. */
@Component
class CuttingOver implements Work {
    /** A request may have been given to the old one a moment before the switch, and not yet be counted. */
    static final int QUIET_LOOKS = 3;

    private static final String WORDS = "The new workload has all new requests; the old one ends those that it has.";

    private final Shares shares;
    private final ServiceShifts shifts;
    private final MigrationWorkloads workloads;
    private final Clock clock;

    CuttingOver(Shares shares, ServiceShifts shifts, MigrationWorkloads workloads, Clock clock) {
        this.shares = shares;
        this.shifts = shifts;
        this.workloads = workloads;
        this.clock = clock;
    }

    @Override
    public State state() {
        return State.CUTTING_OVER;
    }

    @Override
    public Progress go(View view) throws GatewayUnavailable {
        MigrationPlan plan = view.migration().plan();
        Mark mark = view.current().mark();
        String trouble = workloads.trouble(plan.candidate().workload());
        if (trouble != null) {
            return Progress.broken(view, view.current().evidence(), trouble);
        }
        if (mark.since() == null) {
            shares.give(view.migration(), 100);
            return begun(view);
        }
        Shares.Both counts = shares.since(plan, mark);
        CutOver known = view.current().evidence().cutOver();
        if (counts == null || known == null) {
            return Progress.stays(view, WORDS);
        }
        Instant now = clock.instant();
        int quiet = counts.oldInFlight() == 0 ? mark.index() + 1 : 0;
        boolean late = !now.isBefore(mark.since().plus(drain(plan)));
        CutOver shown = new CutOver(
                known.at(),
                known.inFlight(),
                quiet >= QUIET_LOOKS ? now : null,
                quiet < QUIET_LOOKS && late ? counts.oldInFlight() : null,
                known.before(),
                counts.candidate().traffic(plan.candidate().workload()));
        return quiet >= QUIET_LOOKS || late
                ? Progress.passed(view, Evidence.of(shown))
                : Progress.stays(
                        Evidence.of(shown), new Mark(quiet, mark.since(), mark.old(), mark.candidate()), WORDS);
    }

    private Progress begun(View view) {
        MigrationPlan plan = view.migration().plan();
        Shares.Both counts = shares.counts(plan);
        if (counts == null) {
            return Progress.stays(view, WORDS);
        }
        Counts first = Objects.requireNonNullElse(view.steps().getFirst().mark().old(), Counts.ZERO);
        Counts lately = counts.old().since(first);
        Counts before = lately.requests() >= MigrationPolicy.LEAST_FOR_P99 ? lately : counts.old();
        Instant now = clock.instant();
        return Progress.stays(
                Evidence.of(new CutOver(
                        now,
                        counts.oldInFlight(),
                        null,
                        null,
                        before.traffic(plan.old().workload()),
                        Counts.ZERO.traffic(plan.candidate().workload()))),
                view.current().mark().at(now, counts.old(), counts.candidate()),
                WORDS);
    }

    private Duration drain(MigrationPlan plan) {
        return shifts.find(plan.service())
                .map(service -> service.spec().limits().drain())
                .orElse(ServiceLimits.DEFAULT.drain());
    }
}
