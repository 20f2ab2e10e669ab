package dev.triptych.controlplane.migration;

import dev.triptych.controlplane.migration.Migration.Action;
import dev.triptych.controlplane.migration.Migration.AvailableAction;
import dev.triptych.controlplane.migration.Migration.State;
import dev.triptych.controlplane.migration.MigrationPlan.Gate;
import dev.triptych.controlplane.service.ServiceSpec.BackendSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The rules of migrations. Pure: the same record always gives the same answer.
 *
 * <p>A migration is <em>exposed</em> from the first request that the new workload may get from a client. Before, what goes
 * wrong ends it as failed, and the service was never touched; afterwards it is taken back.
 */
final class MigrationPolicy {
    /** Shares are parts of a hundred times the weight that the user gave. */
    private static final int WHOLE = 100;

    /** The error budget is of as many requests as there were, and at least of so many. */
    private static final long LEAST_JUDGED = 100;

    /** Percentiles of fewer answers say nothing. */
    static final long LEAST_FOR_P99 = 200;

    /** What is faster than that is fast enough, milliseconds. */
    private static final double FAST = 5;

    private MigrationPolicy() {}

    /** Where it begins. */
    static State first(MigrationPlan plan) {
        return plan.observe() == null ? State.PREPARING : State.ASSESSING;
    }

    /** What follows when a state has passed; states for which nothing was asked are left out. */
    static State after(State state, MigrationPlan plan) {
        return switch (state) {
            case ASSESSING -> State.PREPARING;
            case PREPARING -> plan.verify() == null ? after(State.VERIFYING, plan) : State.VERIFYING;
            case VERIFYING -> plan.canary().isEmpty() ? State.CUTTING_OVER : State.CANARY;
            case CANARY -> State.CUTTING_OVER;
            case CUTTING_OVER -> plan.watch() == null ? State.GRACE : State.WATCHING;
            case WATCHING -> State.GRACE;
            case GRACE -> State.DONE;
            case ROLLING_BACK, DONE, ROLLED_BACK, CANCELLED, FAILED ->
                throw new IllegalArgumentException("nothing follows " + state);
        };
    }

    /** Whether a state is entered only after somebody said so. */
    static boolean isGated(State state, MigrationPlan plan) {
        Gate gate = switch (state) {
            case VERIFYING -> Gate.VERIFY;
            case CANARY -> Gate.CANARY;
            case CUTTING_OVER -> Gate.CUT_OVER;
            case DONE -> Gate.DONE;
            case ASSESSING, PREPARING, WATCHING, GRACE, ROLLING_BACK, ROLLED_BACK, CANCELLED, FAILED -> null;
        };
        return gate != null && plan.gates().contains(gate);
    }

    /** Whether clients may reach the new workload. */
    static boolean isExposed(State state) {
        return switch (state) {
            case CANARY, CUTTING_OVER, WATCHING, GRACE -> true;
            case ASSESSING, PREPARING, VERIFYING, DONE, ROLLING_BACK, ROLLED_BACK, CANCELLED, FAILED -> false;
        };
    }

    /** Where a way back leads that begins because something went wrong. */
    static State goalOfFailure(State state) {
        return isExposed(state) ? State.ROLLED_BACK : State.FAILED;
    }

    /** All actions, each with the reason where it is not possible now. */
    static List<AvailableAction> availableActions(Migration migration) {
        return Arrays.stream(Action.values())
                .map(action -> new AvailableAction(action, refusal(migration.state(), migration.waiting(), action)))
                .toList();
    }

    /** Why an action is not possible; null when it is. */
    static @Nullable String refusal(State state, boolean waiting, Action action) {
        if (state.ended()) {
            return "it has ended; begin another one to move the service again";
        }
        if (state == State.ROLLING_BACK) {
            return "it is on its way back already";
        }
        return switch (action) {
            case PROMOTE ->
                waiting || state == State.CANARY || state == State.WATCHING || state == State.GRACE
                        ? null
                        : "it is " + word(state) + ", which ends by itself";
            case ROLLBACK -> isExposed(state) ? null : "no client has reached the new workload yet; cancel it instead";
            case CANCEL ->
                !isExposed(state) || state == State.CANARY
                        ? null
                        : "the new workload has the requests already; roll it back instead";
        };
    }

    static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The weights of all backends of a service.
     *
     * @param percent of the old one's share that the new one gets
     */
    static List<BackendSpec> shares(List<BackendSpec> backends, MigrationPlan plan, int percent) {
        List<BackendSpec> shares = new ArrayList<>();
        for (BackendSpec backend : backends) {
            if (backend.workload().equals(plan.old().workload())) {
                int weight = Math.max(1, backend.weight());
                shares.add(new BackendSpec(backend.workload(), backend.port(), weight * (WHOLE - percent)));
                shares.add(new BackendSpec(
                        plan.candidate().workload(), plan.candidate().port(), weight * percent));
            } else {
                shares.add(new BackendSpec(backend.workload(), backend.port(), backend.weight() * WHOLE));
            }
        }
        return shares;
    }

    /** The backends of a service when the new workload is in the old one's place. */
    static List<BackendSpec> moved(List<BackendSpec> backends, MigrationPlan plan) {
        return backends.stream()
                .map(backend -> backend.workload().equals(plan.old().workload()) ? plan.candidate() : backend)
                .toList();
    }

    /** How much of the error budget is used; 1 is all of it. */
    static double budgetUsed(Counts counts, double errorBudget) {
        double allowed = errorBudget * Math.max(counts.requests(), LEAST_JUDGED);
        if (counts.errors() == 0) {
            return 0;
        }
        return allowed == 0 ? Double.MAX_VALUE : counts.errors() / allowed;
    }

    /** Whether the new one is too slow. Too few requests, or nothing to measure it against, and it is not. */
    static boolean isTooSlow(Counts candidate, @Nullable Double before, double factor) {
        Double now = candidate.percentile(99);
        return before != null
                && now != null
                && candidate.requests() >= LEAST_FOR_P99
                && now > factor * Math.max(before, FAST);
    }
}
