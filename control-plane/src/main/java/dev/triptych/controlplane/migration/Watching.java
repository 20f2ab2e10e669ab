package dev.triptych.controlplane.migration;

import dev.triptych.controlplane.migration.Migration.State;
import dev.triptych.controlplane.migration.Migration.Step;
import dev.triptych.controlplane.migration.Migration.View;
import dev.triptych.controlplane.migration.MigrationPlan.Watch;
import java.time.Clock;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Looks whether the new workload does well alone. The old one still runs, so that the way back is short. */
@Component
class Watching implements Work {
    private static final String WORDS = "The new workload has all requests and is watched.";

    private final Shares shares;
    private final MigrationWorkloads workloads;
    private final Clock clock;

    Watching(Shares shares, MigrationWorkloads workloads, Clock clock) {
        this.shares = shares;
        this.workloads = workloads;
        this.clock = clock;
    }

    @Override
    public State state() {
        return State.WATCHING;
    }

    @Override
    public Progress go(View view) {
        MigrationPlan plan = view.migration().plan();
        Watch watch = Objects.requireNonNull(plan.watch());
        Mark mark = view.current().mark();
        String trouble = workloads.trouble(plan.candidate().workload());
        if (trouble != null) {
            return Progress.broken(view, view.current().evidence(), trouble);
        }
        Shares.Both counts = mark.since() == null ? shares.counts(plan) : shares.since(plan, mark);
        if (counts == null) {
            return Progress.stays(view, WORDS);
        }
        if (mark.since() == null) {
            return Progress.stays(Evidence.NONE, mark.at(clock.instant(), counts.old(), counts.candidate()), WORDS);
        }
        Counts candidate = counts.candidate();
        Double before = before(view);
        Evidence shown = Evidence.of(new Evidence.Watching(
                mark.since(),
                candidate.traffic(plan.candidate().workload()),
                MigrationPolicy.budgetUsed(candidate, watch.errorBudget()),
                before));
        String burnt = Shares.burnt(candidate, watch.errorBudget());
        if (burnt != null) {
            return Progress.broken(view, shown, burnt);
        }
        if (MigrationPolicy.isTooSlow(candidate, before, watch.latencyFactor())) {
            return Progress.broken(
                    view,
                    shown,
                    String.format(
                            Locale.ROOT,
                            "The new workload's p99 is %.1f ms, more than %s times that of the old one (%.1f ms).",
                            candidate.percentile(99),
                            watch.latencyFactor(),
                            before));
        }
        return clock.instant().isBefore(mark.since().plus(watch.time()))
                ? Progress.stays(shown, mark, WORDS)
                : Progress.passed(view, shown);
    }

    private static @Nullable Double before(View view) {
        return view.steps().stream()
                .map(Step::evidence)
                .map(Evidence::cutOver)
                .filter(cut -> cut != null && cut.before().requests() >= MigrationPolicy.LEAST_FOR_P99)
                .map(cut -> Objects.requireNonNull(cut).before().p99())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
