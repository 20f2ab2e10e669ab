package dev.triptych.controlplane.migration;

import dev.triptych.controlplane.service.ServiceShifts;
import dev.triptych.gateway.client.GatewayUnavailable;
import dev.triptych.gateway.wire.BackendFigures;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Who of the two gets which part of the requests, and what the gateway counts of it. */
@Component
class Shares {
    private final ServiceShifts shifts;

    Shares(ServiceShifts shifts) {
        this.shifts = shifts;
    }

    /** What was counted of both. */
    record Both(Counts old, Counts candidate, long oldInFlight, long candidateInFlight) {}

    /** Gives the new workload so many percent of the old one's requests. */
    void give(Migration migration, int percent) throws GatewayUnavailable {
        MigrationPlan plan = migration.plan();
        var service = shifts.find(plan.service()).orElseThrow();
        shifts.share(
                plan.service(),
                migration.name(),
                MigrationPolicy.shares(service.spec().backends(), plan, percent));
    }

    /** What was counted until now; null while the gateway cannot be asked. */
    @Nullable
    Both counts(MigrationPlan plan) {
        Map<String, BackendFigures> figures = shifts.figures(plan.service()).orElse(null);
        if (figures == null) {
            return null;
        }
        BackendFigures old = figures.get(plan.old().workload());
        BackendFigures candidate = figures.get(plan.candidate().workload());
        return new Both(
                Counts.of(old),
                Counts.of(candidate),
                old == null ? 0 : old.inFlight(),
                candidate == null ? 0 : candidate.inFlight());
    }

    /** What happened since a mark; null while the gateway cannot be asked. */
    @Nullable
    Both since(MigrationPlan plan, Mark mark) {
        Both now = counts(plan);
        return now == null
                ? null
                : new Both(
                        now.old().since(Objects.requireNonNullElse(mark.old(), Counts.ZERO)),
                        now.candidate().since(Objects.requireNonNullElse(mark.candidate(), Counts.ZERO)),
                        now.oldInFlight(),
                        now.candidateInFlight());
    }

    /** That the error budget is used up, in words; null when it is not. */
    static @Nullable String burnt(Counts candidate, double errorBudget) {
        return MigrationPolicy.budgetUsed(candidate, errorBudget) > 1
                ? String.format(
                        Locale.ROOT,
                        "%d of %d requests to the new workload failed, more than the error budget of %s allows.",
                        candidate.errors(),
                        candidate.requests(),
                        errorBudget)
                : null;
    }
}
