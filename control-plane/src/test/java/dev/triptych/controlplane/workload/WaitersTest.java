package dev.triptych.controlplane.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.reconcile.Jobs;
import dev.triptych.controlplane.workload.Waiting.Condition;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.tck.Eventually;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whoever waits is told; the record is asked once, when the wait begins. */
class WaitersTest {
    private static final WorkloadId ID = new WorkloadId(UUID.randomUUID());
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Waiters waiters = new Waiters();
    private final AtomicInteger asked = new AtomicInteger();

    private static WorkloadView view(Stage stage) {
        Reason reason = new Reason(ReasonCode.STARTED, "It goes on.");
        WorkloadRecord workload = new WorkloadRecord(
                ID,
                Jobs.wasm("job"),
                new Pinned("m", "sha256:0", null, Map.of(), null, Map.of()),
                1,
                1,
                Desired.RUNNING,
                stage,
                1,
                1,
                new BackendObject(1, WorkloadKind.WASM),
                Sight.NEVER,
                reason,
                Restarts.NONE,
                NOW,
                NOW,
                null);
        return WorkloadView.of(workload, RunRecord.queued(ID, 1, 1, NOW, reason));
    }

    private WorkloadView ask(Stage stage) {
        asked.incrementAndGet();
        return view(stage);
    }

    @Test
    void whoWaitsIsToldAndTheRecordIsAskedOnce() throws Exception {
        try (ExecutorService caller = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> waiting = caller.submit(() -> waiters.await(ID, Condition.EXIT, LONG, () -> ask(Stage.QUEUED)));
            Eventually.holds("it waits", LONG, () -> asked.get() == 1);
            for (Stage stage : new Stage[] {Stage.PREPARING, Stage.STARTING, Stage.RUNNING, Stage.READY}) {
                waiters.publish(view(stage));
            }
            assertThat(waiting).isNotDone();

            WorkloadView end = view(Stage.SUCCEEDED);
            waiters.publish(end);

            assertThat(waiting.get()).isEqualTo(end);
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void whatHoldsAlreadyIsNotWaitedFor() {
        assertThat(waiters.await(ID, Condition.READY, LONG, () -> ask(Stage.READY)))
                .isEqualTo(view(Stage.READY));
    }

    @Test
    void aWaitForWhatCanNoLongerBeEndsAtOnce() {
        assertThat(waiters.await(ID, Condition.READY, LONG, () -> ask(Stage.FAILED)))
                .isEqualTo(view(Stage.FAILED));
    }

    @Test
    void whenTheTimeIsOverNothingIsAnswered() {
        assertThat(waiters.await(ID, Condition.EXIT, Duration.ofMillis(1), () -> ask(Stage.RUNNING)))
                .isNull();
    }
}
