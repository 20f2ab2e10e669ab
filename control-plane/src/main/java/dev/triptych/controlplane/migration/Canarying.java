package dev.triptych.controlplane.migration;

import dev.triptych.controlplane.migration.Evidence.CanaryShare;
import dev.triptych.controlplane.migration.Migration.State;
import dev.triptych.controlplane.migration.Migration.View;
import dev.triptych.controlplane.migration.MigrationPlan.Canary;
import dev.triptych.gateway.client.GatewayUnavailable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** Gives the new workload a growing share of the requests. */
@Component
class Canarying implements Work {
    private final Shares shares;
    private final MigrationWorkloads workloads;
    private final Clock clock;

    Canarying(Shares shares, MigrationWorkloads workloads, Clock clock) {
        this.shares = shares;
        this.workloads = workloads;
        this.clock = clock;
    }

    @Override
    public State state() {
        return State.CANARY;
    }

    @Override
    public Progress go(View view) throws GatewayUnavailable {
        return look(view);
    }

    @Override
    public Progress guard(View view) throws GatewayUnavailable {
        return look(view);
    }

    private Progress look(View view) throws GatewayUnavailable {
        MigrationPlan plan = view.migration().plan();
        Evidence known = view.current().evidence();
        String trouble = workloads.trouble(plan.candidate().workload());
        if (trouble != null) {
            return Progress.broken(view, known, trouble);
        }
        Mark mark = view.current().mark();
        Canary step = plan.canary().get(mark.index());
        String message = "The new workload has " + step.weight() + " % of the requests: step " + (mark.index() + 1)
                + " of " + plan.canary().size() + ".";
        if (mark.since() == null) {
            shares.give(view.migration(), step.weight());
            Shares.Both begin = shares.counts(plan);
            return begin == null
                    ? Progress.stays(view, message)
                    : Progress.stays(known, mark.at(clock.instant(), begin.old(), begin.candidate()), message);
        }
        Shares.Both counts = shares.since(plan, mark);
        if (counts == null) {
            return Progress.stays(view, message);
        }
        return judged(view, step, mark.since(), counts, message);
    }

    private Progress judged(View view, Canary step, Instant since, Shares.Both counts, String message) {
        MigrationPlan plan = view.migration().plan();
        Mark mark = view.current().mark();
        Instant now = clock.instant();
        Duration time = step.time();
        Integer requests = step.requests();
        boolean over = (time == null || !now.isBefore(since.plus(time)))
                && (requests == null || counts.candidate().requests() >= requests);
        List<CanaryShare> shown = new ArrayList<>(
                view.current().evidence().canary().stream().limit(mark.index()).toList());
        shown.add(new CanaryShare(
                step.weight(),
                since,
                over ? now : null,
                counts.old().traffic(plan.old().workload()),
                counts.candidate().traffic(plan.candidate().workload())));
        Evidence evidence = Evidence.of(shown);
        String burnt = Shares.burnt(counts.candidate(), plan.errorBudget());
        if (burnt != null) {
            return Progress.broken(view, evidence, burnt);
        }
        if (!over) {
            return Progress.stays(evidence, mark, message);
        }
        return mark.index() + 1 == plan.canary().size()
                ? Progress.passed(view, evidence)
                : Progress.stays(evidence, Objects.requireNonNull(mark).next(), message);
    }
}
