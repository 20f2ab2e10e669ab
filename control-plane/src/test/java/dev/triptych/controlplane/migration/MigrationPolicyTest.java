package dev.triptych.controlplane.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.controlplane.migration.Migration.Action;
import dev.triptych.controlplane.migration.Migration.State;
import dev.triptych.controlplane.migration.MigrationPlan.Canary;
import dev.triptych.controlplane.migration.MigrationPlan.Gate;
import dev.triptych.controlplane.migration.MigrationPlan.Watch;
import dev.triptych.controlplane.reconcile.Jobs;
import dev.triptych.controlplane.service.ServiceSpec.BackendSpec;
import dev.triptych.controlplane.verification.CompareRules;
import dev.triptych.controlplane.verification.VerificationPlan;
import dev.triptych.gateway.wire.BackendFigures.Bar;
import dev.triptych.spi.WorkloadKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MigrationPolicyTest {
    private static final VerificationPlan VERIFY =
            new VerificationPlan(List.of(), true, false, null, CompareRules.USUAL, 1);

    private static MigrationPlan plan(boolean all, Gate... gates) {
        return new MigrationPlan(
                "shop",
                new BackendSpec("old", null, 2),
                WorkloadKind.CONTAINER,
                new BackendSpec("new", null, 2),
                Jobs.wasm("new"),
                all ? Duration.ofSeconds(1) : null,
                all ? VERIFY : null,
                all ? List.of(new Canary(10, null, 5)) : List.of(),
                all ? Watch.USUAL : null,
                Duration.ZERO,
                false,
                Set.of(gates));
    }

    private static List<State> way(MigrationPlan plan) {
        List<State> way = new ArrayList<>();
        for (State state = MigrationPolicy.first(plan); !state.ended(); state = MigrationPolicy.after(state, plan)) {
            way.add(state);
        }
        return way;
    }

    @Test
    void everyStateThatSomethingWasAskedForIsEnteredInOrder() {
        assertThat(way(plan(true)))
                .containsExactly(
                        State.ASSESSING,
                        State.PREPARING,
                        State.VERIFYING,
                        State.CANARY,
                        State.CUTTING_OVER,
                        State.WATCHING,
                        State.GRACE);
        assertThat(way(plan(false))).containsExactly(State.PREPARING, State.CUTTING_OVER, State.GRACE);
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"DONE", "ROLLED_BACK", "CANCELLED", "FAILED", "ROLLING_BACK"})
    void nothingFollowsAnEndByItself(State state) {
        assertThatThrownBy(() -> MigrationPolicy.after(state, plan(true))).isInstanceOf(IllegalArgumentException.class);
        assertThat(Arrays.stream(Action.values()).map(action -> MigrationPolicy.refusal(state, false, action)))
                .doesNotContainNull();
    }

    @ParameterizedTest
    @CsvSource({
        "ASSESSING,    false, no,  no,  yes, FAILED",
        "PREPARING,    false, no,  no,  yes, FAILED",
        "PREPARING,    true,  yes, no,  yes, FAILED",
        "VERIFYING,    false, no,  no,  yes, FAILED",
        "VERIFYING,    true,  yes, no,  yes, FAILED",
        "CANARY,       false, yes, yes, yes, ROLLED_BACK",
        "CANARY,       true,  yes, yes, yes, ROLLED_BACK",
        "CUTTING_OVER, false, no,  yes, no,  ROLLED_BACK",
        "WATCHING,     false, yes, yes, no,  ROLLED_BACK",
        "GRACE,        false, yes, yes, no,  ROLLED_BACK",
        "GRACE,        true,  yes, yes, no,  ROLLED_BACK",
    })
    void whatCanBeAskedAndWhereFailureLeads(
            State state, boolean waiting, String promote, String rollback, String cancel, State failure) {
        assertThat(possible(state, waiting, Action.PROMOTE)).isEqualTo(promote);
        assertThat(possible(state, waiting, Action.ROLLBACK)).isEqualTo(rollback);
        assertThat(possible(state, waiting, Action.CANCEL)).isEqualTo(cancel);
        assertThat(MigrationPolicy.goalOfFailure(state)).isEqualTo(failure);
    }

    private static String possible(State state, boolean waiting, Action action) {
        return MigrationPolicy.refusal(state, waiting, action) == null ? "yes" : "no";
    }

    @Test
    void aGateStandsBeforeItsStateOnly() {
        MigrationPlan gated = plan(true, Gate.values());
        assertThat(Arrays.stream(State.values()).filter(state -> MigrationPolicy.isGated(state, gated)))
                .containsExactly(State.VERIFYING, State.CANARY, State.CUTTING_OVER, State.DONE);
        assertThat(Arrays.stream(State.values()).filter(state -> MigrationPolicy.isGated(state, plan(true))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 200, 0", "10, 180, 20", "50, 100, 100", "100, 0, 200"})
    void sharesArePartsOfTheOldOnesWeight(int percent, int old, int candidate) {
        List<BackendSpec> backends = List.of(new BackendSpec("other", "http", 3), new BackendSpec("old", null, 2));
        assertThat(MigrationPolicy.shares(backends, plan(false), percent))
                .containsExactly(
                        new BackendSpec("other", "http", 300),
                        new BackendSpec("old", null, old),
                        new BackendSpec("new", null, candidate));
        assertThat(MigrationPolicy.moved(backends, plan(false)))
                .containsExactly(new BackendSpec("other", "http", 3), new BackendSpec("new", null, 2));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0.01, 0",
        "1, 1, 0.01, 1", // of a hundred requests, however few there were
        "10, 2, 0.01, 2",
        "1000, 5, 0.01, 0.5",
        "1000, 20, 0.01, 2",
        "1000, 0, 0, 0",
    })
    void theErrorBudgetIsAPartOfTheRequests(long requests, long errors, double budget, double used) {
        assertThat(MigrationPolicy.budgetUsed(new Counts(requests, errors, List.of()), budget))
                .isEqualTo(used);
    }

    @Test
    void withoutABudgetTheFirstErrorIsTooMuch() {
        assertThat(MigrationPolicy.budgetUsed(new Counts(1000, 1, List.of()), 0))
                .isGreaterThan(1);
    }

    @ParameterizedTest
    @CsvSource({
        "199, 90, 10, false", // too few to say
        "200, 90, 10, true",
        "200, 29, 10, false",
        "200, 14, 1, false", // less than three times 5 ms
        "200, 20, 1, true",
        "200, 90, , false", // nothing to measure it against
    })
    void slowIsWhatTakesLongerThanTheFactorAllows(long requests, double p99, @Nullable Double before, boolean slow) {
        Counts counts = new Counts(requests, 0, List.of(new Bar(p99, 0), new Bar(p99 + 0.001, requests)));
        assertThat(MigrationPolicy.isTooSlow(counts, before, 3)).isEqualTo(slow);
    }

    @Test
    void percentilesAreLinearWithinABar() {
        Counts counts = new Counts(100, 0, List.of(new Bar(1.0, 50), new Bar(3.0, 50), new Bar(null, 0)));
        assertThat(counts.percentile(50)).isEqualTo(1.0);
        assertThat(counts.percentile(75)).isEqualTo(2.0);
        assertThat(counts.percentile(99)).isEqualTo(2.96);
        assertThat(Counts.ZERO.percentile(99)).isNull();
        assertThat(new Counts(1, 0, List.of(new Bar(1.0, 0), new Bar(null, 1))).percentile(99))
                .isEqualTo(1.0);
    }

    @Test
    void aGatewayThatWasStartedAnewCountsFromZero() {
        Counts before = new Counts(100, 3, List.of(new Bar(1.0, 97), new Bar(null, 0)));
        Counts later = new Counts(150, 4, List.of(new Bar(1.0, 140), new Bar(null, 6)));
        assertThat(later.since(before)).isEqualTo(new Counts(50, 1, List.of(new Bar(1.0, 43), new Bar(null, 6))));
        assertThat(before.since(later)).isEqualTo(before);
    }
}
