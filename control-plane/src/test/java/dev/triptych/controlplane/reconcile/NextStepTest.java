package dev.triptych.controlplane.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.workload.BackendObject;
import dev.triptych.controlplane.workload.Desired;
import dev.triptych.controlplane.workload.Pinned;
import dev.triptych.controlplane.workload.Reason;
import dev.triptych.controlplane.workload.Restarts;
import dev.triptych.controlplane.workload.RunRecord;
import dev.triptych.controlplane.workload.Sight;
import dev.triptych.controlplane.workload.Stage;
import dev.triptych.controlplane.workload.WorkloadRecord;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKind;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NextStepTest {
    private static final Instant NOW = Instant.EPOCH;
    private static final Reason REASON = new Reason(ReasonCode.SUBMITTED, "");
    private static final WorkloadId ID = new WorkloadId(new UUID(0, 1));
    private static final Progress RUNNING = new Progress(false, false, false, null, false, false, false);

    /** Generation 2 of a workload, its second run in this stage, a third one wanted or not. */
    private static NextStep next(
            Desired desired, Stage stage, boolean followed, long object, @Nullable Progress progress) {
        WorkloadRecord workload = new WorkloadRecord(
                ID,
                Jobs.wasm("job"),
                new Pinned("m", "sha256:0", null, Map.of(), null, Map.of()),
                2,
                1,
                desired,
                stage,
                2,
                followed ? 3 : 2,
                object == 0 ? null : new BackendObject(object, WorkloadKind.WASM),
                Sight.NEVER,
                REASON,
                Restarts.NONE,
                NOW,
                NOW,
                null);
        RunRecord run =
                RunRecord.queued(ID, 2, 2, NOW, REASON).edit().stage(stage).done();
        return NextStep.of(workload, run, progress);
    }

    @Test
    void aQueuedRunBeginsUnlessItIsUnwantedOrAnOlderObjectIsInItsWay() {
        assertThat(next(Desired.RUNNING, Stage.QUEUED, false, 2, null)).isEqualTo(NextStep.BEGIN);
        assertThat(next(Desired.RUNNING, Stage.QUEUED, false, 0, null)).isEqualTo(NextStep.BEGIN);
        assertThat(next(Desired.RUNNING, Stage.QUEUED, false, 1, null)).isEqualTo(NextStep.REMOVE_OBJECT);
        assertThat(next(Desired.STOPPED, Stage.QUEUED, false, 2, null)).isEqualTo(NextStep.GIVE_UP);
        assertThat(next(Desired.DELETED, Stage.PREPARING, false, 2, null)).isEqualTo(NextStep.GIVE_UP);
    }

    @Test
    void whatAnotherProcessMayHaveBegunIsLookedAtFirst() {
        assertThat(next(Desired.RUNNING, Stage.QUEUED, false, 2, Progress.UNSURE))
                .isEqualTo(NextStep.LOOK);
        assertThat(next(Desired.DELETED, Stage.READY, false, 2, Progress.UNSURE))
                .isEqualTo(NextStep.LOOK);
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"STARTING", "RUNNING", "READY", "STOPPING"})
    void aRunWithoutASessionIsNeverActedUponUnseen(Stage stage) {
        for (Desired desired : Desired.values()) {
            assertThat(next(desired, stage, false, 2, null)).isEqualTo(NextStep.LOOK);
        }
    }

    @Test
    void aRunIsStoppedWhenItIsUnwantedOrDueAndOnlyOnce() {
        Progress due = new Progress(false, false, false, StopCause.TIME_LIMIT, false, false, false);
        Progress issued = new Progress(false, false, false, StopCause.TIME_LIMIT, true, false, false);

        assertThat(next(Desired.RUNNING, Stage.RUNNING, false, 2, RUNNING)).isEqualTo(NextStep.WAIT);
        assertThat(next(Desired.STOPPED, Stage.RUNNING, false, 2, RUNNING)).isEqualTo(NextStep.STOP);
        assertThat(next(Desired.RUNNING, Stage.RUNNING, true, 2, RUNNING)).isEqualTo(NextStep.STOP);
        assertThat(next(Desired.RUNNING, Stage.RUNNING, false, 2, due)).isEqualTo(NextStep.STOP);
        assertThat(next(Desired.STOPPED, Stage.STOPPING, false, 2, issued)).isEqualTo(NextStep.WAIT);
    }

    @Test
    void anEndIsRecordedWithTheEndOfItsOutput() {
        Progress exited = new Progress(false, false, true, null, false, true, false);
        Progress over = new Progress(false, true, true, null, false, true, false);

        assertThat(next(Desired.RUNNING, Stage.RUNNING, false, 2, exited)).isEqualTo(NextStep.WAIT);
        assertThat(next(Desired.RUNNING, Stage.RUNNING, false, 2, over)).isEqualTo(NextStep.RECORD_END);
        assertThat(next(Desired.DELETED, Stage.STOPPING, false, 2, over)).isEqualTo(NextStep.RECORD_END);
    }

    @Test
    void newsOfARunAreRecorded() {
        Progress ready = new Progress(false, false, false, null, false, true, false);
        Progress moved = new Progress(false, false, false, null, false, false, true);

        assertThat(next(Desired.RUNNING, Stage.RUNNING, false, 2, ready)).isEqualTo(NextStep.RECORD_READY);
        assertThat(next(Desired.RUNNING, Stage.READY, false, 2, ready)).isEqualTo(NextStep.WAIT);
        assertThat(next(Desired.RUNNING, Stage.READY, false, 2, RUNNING)).isEqualTo(NextStep.RECORD_UNREADY);
        assertThat(next(Desired.RUNNING, Stage.RUNNING, false, 2, moved)).isEqualTo(NextStep.RECORD_SIGHT);
    }

    @Test
    void afterTheRunComesTheNextOneOrTheRemovalOrNothing() {
        assertThat(next(Desired.RUNNING, Stage.SUCCEEDED, false, 2, null)).isEqualTo(NextStep.REST);
        assertThat(next(Desired.RUNNING, Stage.STOPPED, true, 2, null)).isEqualTo(NextStep.QUEUE_NEXT);
        assertThat(next(Desired.RUNNING, Stage.STOPPED, true, 1, null)).isEqualTo(NextStep.REMOVE_OBJECT);
        assertThat(next(Desired.DELETED, Stage.FAILED, false, 2, null)).isEqualTo(NextStep.REMOVE_OBJECT);
        assertThat(next(Desired.DELETED, Stage.FAILED, false, 0, null)).isEqualTo(NextStep.FORGET);
    }
}
