package dev.triptych.controlplane.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.reconcile.Jobs;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestartPolicyTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final WorkloadId ID = new WorkloadId(new UUID(0, 1));

    private static RestartSpec spec(RestartSpec.When policy, @Nullable Integer maxAttempts) {
        return new RestartSpec(
                policy, maxAttempts, Duration.ofMinutes(10), Duration.ofSeconds(1), Duration.ofSeconds(10));
    }

    private static Change after(RestartSpec spec, Stage stage, ReasonCode code, Desired desired, Restarts restarts) {
        Reason reason = new Reason(code, "It ended.");
        WorkloadRecord workload = new WorkloadRecord(
                ID,
                Jobs.restarting(Jobs.wasm("job"), spec),
                new Pinned("m", "sha256:0", null, Map.of(), null, Map.of()),
                1,
                1,
                desired,
                stage,
                1,
                1,
                new BackendObject(1, WorkloadKind.WASM),
                Sight.NEVER,
                reason,
                restarts,
                NOW,
                NOW,
                null);
        RunRecord run = RunRecord.queued(ID, 1, 1, NOW, reason)
                .edit()
                .stage(stage)
                .endedAt(NOW)
                .done();
        return RestartPolicy.after(Change.to(workload, run), NOW);
    }

    private static boolean follows(Change change) {
        return change.workload().isFollowed();
    }

    @ParameterizedTest
    @CsvSource({
        "NEVER, FAILED, false",
        "NEVER, SUCCEEDED, false",
        "ON_FAILURE, FAILED, true",
        "ON_FAILURE, LOST, true",
        "ON_FAILURE, SUCCEEDED, false",
        "ON_FAILURE, STOPPED, false",
        "ALWAYS, FAILED, true",
        "ALWAYS, LOST, true",
        "ALWAYS, SUCCEEDED, true",
        "ALWAYS, STOPPED, true"
    })
    void eachPolicyAppliesToItsEnds(RestartSpec.When policy, Stage stage, boolean expected) {
        Change change = after(spec(policy, null), stage, ReasonCode.EXITED, Desired.RUNNING, Restarts.NONE);

        assertThat(follows(change)).isEqualTo(expected);
        assertThat(change.workload().restarts().nextAt()).isEqualTo(expected ? NOW.plusSeconds(1) : null);
    }

    @ParameterizedTest
    @CsvSource({"STOPPED", "DELETED"})
    void whatEndedAsAskedIsNotBegunAgain(Desired desired) {
        assertThat(follows(after(
                        spec(RestartSpec.When.ALWAYS, null), Stage.FAILED, ReasonCode.EXITED, desired, Restarts.NONE)))
                .isFalse();
    }

    @Test
    void whatTheDriverRefusedIsNotAskedForAgain() {
        assertThat(follows(after(
                        spec(RestartSpec.When.ALWAYS, null),
                        Stage.FAILED,
                        ReasonCode.IMPORTS_NOT_GRANTED,
                        Desired.RUNNING,
                        Restarts.NONE)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 2", "2, 4", "3, 8", "4, 10", "5, 10", "900, 10"})
    void theBackoffDoublesUpToItsBound(int counting, long seconds) {
        assertThat(RestartPolicy.backoff(spec(RestartSpec.When.ALWAYS, null), counting))
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void onlyAttemptsWithinTheWindowCount() {
        Restarts before = new Restarts(List.of(NOW.minusSeconds(601), NOW.minusSeconds(599)), null);

        Change change =
                after(spec(RestartSpec.When.ON_FAILURE, 2), Stage.FAILED, ReasonCode.EXITED, Desired.RUNNING, before);

        assertThat(change.workload().restarts())
                .isEqualTo(new Restarts(List.of(NOW.minusSeconds(599), NOW), NOW.plusSeconds(2)));
        assertThat(change.steps())
                .extracting(Change.Step::message)
                .singleElement()
                .asString()
                .contains("Attempt 2 of 2");
    }

    @Test
    void itGivesUpWhenAsManyCountAsThereMayBe() {
        Restarts before = new Restarts(List.of(NOW.minusSeconds(20), NOW.minusSeconds(10)), null);

        Change change =
                after(spec(RestartSpec.When.ON_FAILURE, 2), Stage.FAILED, ReasonCode.EXITED, Desired.RUNNING, before);

        assertThat(follows(change)).isFalse();
        assertThat(change.workload().reason().code()).isEqualTo(ReasonCode.RESTARTS_EXHAUSTED);
        assertThat(change.workload().reason().message()).contains("It ended.");
        assertThat(change.run().reason().code()).isEqualTo(ReasonCode.EXITED);
    }

    @Test
    void whatIsKeptOfAttemptsIsBounded() {
        Restarts restarts = Restarts.NONE;
        for (int i = 0; i < 100; i++) {
            restarts = after(
                            spec(RestartSpec.When.ALWAYS, null),
                            Stage.FAILED,
                            ReasonCode.EXITED,
                            Desired.RUNNING,
                            restarts)
                    .workload()
                    .restarts();
        }
        assertThat(restarts.attempts()).hasSizeLessThan(50);
    }

    @Test
    void aCommandCutsABackoffShort() {
        Situation queued = new Situation(Desired.RUNNING, Observed.STOPPED, Stage.QUEUED);

        assertThat(StatePolicy.decide(queued, false, false, Action.START)).isInstanceOf(Decision.AlreadyDone.class);
        assertThat(StatePolicy.decide(queued, false, true, Action.START)).isInstanceOf(Decision.Dispatch.class);
        assertThat(StatePolicy.decide(queued, false, true, Action.RESTART)).isInstanceOf(Decision.Dispatch.class);
    }
}
