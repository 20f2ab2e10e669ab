package dev.triptych.controlplane.reconcile;

import static dev.triptych.controlplane.reconcile.TestPlane.ACTOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.journal.Event;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.workload.Action;
import dev.triptych.controlplane.workload.AvailableAction;
import dev.triptych.controlplane.workload.RestartSpec;
import dev.triptych.controlplane.workload.Waiting.Condition;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.fake.FakeBackend;
import dev.triptych.tck.fake.FakeDriver;
import dev.triptych.tck.fake.FakeOperation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that follow one another without anybody asking. */
class RestartPolicyModuleTest {
    private final FakeBackend backend = new FakeBackend(Clock.systemUTC());
    private final InstallationId installation = new InstallationId(UUID.randomUUID());
    private final String schema = TestPlane.newSchema();

    @TempDir
    Path home;

    private TestPlane open() {
        return TestPlane.open(
                schema,
                home,
                new FakeDriver(WorkloadKind.WASM, new DriverContext(installation, home, Clock.systemUTC()), backend));
    }

    private static RestartSpec onFailure(int maxAttempts, Duration backoff) {
        return new RestartSpec(
                RestartSpec.When.ON_FAILURE, maxAttempts, Duration.ofMinutes(10), backoff, Duration.ofHours(1));
    }

    private static WorkloadView create(TestPlane plane, RestartSpec restart) {
        return plane.commands().create(Jobs.restarting(Jobs.wasm("job"), restart), ACTOR);
    }

    private static WorkloadView waiting(TestPlane plane) {
        return Eventually.value(
                "an attempt waits",
                TestPlane.SOON,
                () -> plane.queries().get("job"),
                view -> view.workload().isDelayed());
    }

    @Test
    void aRunThatFailsIsBegunAgainUntilItSucceeds() {
        AtomicInteger starts = new AtomicInteger();
        backend.onStart(spec -> backend.exit(spec.key(), starts.incrementAndGet() < 3 ? 1 : 0));
        try (TestPlane plane = open()) {
            WorkloadView ended = plane.waitFor(create(plane, onFailure(5, Duration.ofMillis(10))), Condition.EXIT);

            assertThat(ended.state()).isEqualTo(WorkloadState.SUCCEEDED);
            assertThat(ended.run().number()).isEqualTo(3);
            assertThat(plane.queries().run("job", 1).exitCode()).isEqualTo(1);
            assertThat(backend.size()).isEqualTo(1);
            assertThat(plane.history("job")).extracting(Event::reason).contains(ReasonCode.RESTART_SCHEDULED);
        }
    }

    @Test
    void itGivesUpAndSaysSo() {
        backend.onStart(spec -> backend.exit(spec.key(), 1));
        try (TestPlane plane = open()) {
            WorkloadView ended = plane.waitFor(create(plane, onFailure(2, Duration.ofMillis(10))), Condition.EXIT);

            assertThat(ended.state()).isEqualTo(WorkloadState.FAILED);
            assertThat(ended.run().number()).isEqualTo(3);
            assertThat(ended.workload().reason().code()).isEqualTo(ReasonCode.RESTARTS_EXHAUSTED);
            assertThat(backend.calls(FakeOperation.START)).isEqualTo(3);
        }
    }

    @Test
    void theNextAttemptIsShownAndACommandCutsItShort() {
        backend.onStart(spec -> backend.exit(spec.key(), 1));
        try (TestPlane plane = open()) {
            create(plane, onFailure(5, Duration.ofMinutes(30)));
            WorkloadView waiting = waiting(plane);
            assertThat(waiting.state()).isEqualTo(WorkloadState.QUEUED);
            assertThat(waiting.run().reason().code()).isEqualTo(ReasonCode.RESTART_SCHEDULED);
            assertThat(waiting.workload().restarts().nextAt())
                    .isBetween(Instant.now().plusSeconds(1700), Instant.now().plusSeconds(1900));
            assertThat(waiting.availableActions())
                    .filteredOn(AvailableAction::available)
                    .extracting(AvailableAction::action)
                    .contains(Action.START, Action.RESTART, Action.STOP);

            backend.onStart(spec -> {});
            plane.commands().start("job", ACTOR);

            assertThat(plane.waitForState("job", WorkloadState.RUNNING).run().number())
                    .isEqualTo(2);
            assertThat(plane.queries().get("job").workload().restarts().attempts())
                    .isEmpty();
        }
    }

    @Test
    void aStopEndsTheWaiting() {
        backend.onStart(spec -> backend.exit(spec.key(), 1));
        try (TestPlane plane = open()) {
            WorkloadView created = create(plane, onFailure(5, Duration.ofMinutes(30)));
            waiting(plane);

            plane.commands().stop("job", ACTOR);

            assertThat(plane.waitFor(created, Condition.EXIT).state()).isEqualTo(WorkloadState.STOPPED);
            assertThat(backend.calls(FakeOperation.START)).isEqualTo(1);
        }
    }

    @Test
    void theBackoffAndTheCountSurviveARestartOfTheControlPlane() {
        backend.onStart(spec -> backend.exit(spec.key(), 1));
        Instant nextAt;
        try (TestPlane first = open()) {
            create(first, onFailure(2, Duration.ofSeconds(3)));
            nextAt = Objects.requireNonNull(waiting(first).workload().restarts().nextAt());
        }
        try (TestPlane second = open()) {
            WorkloadView view = second.queries().get("job");
            assertThat(view.workload().restarts().nextAt()).isEqualTo(nextAt);
            assertThat(view.run().reason().code()).isEqualTo(ReasonCode.RESTART_SCHEDULED);
            WorkloadView ended = Eventually.value(
                    "the second attempt waits",
                    TestPlane.SOON,
                    () -> second.queries().get("job"),
                    now -> now.run().number() == 3);
            assertThat(second.queries().run("job", 2).startedAt()).isAfterOrEqualTo(nextAt);
            assertThat(ended.workload().restarts().attempts()).hasSize(2);
        }
    }

    @Test
    void whatIsLostIsAFailureToo() {
        try (TestPlane plane = open()) {
            create(plane, onFailure(5, Duration.ofMillis(10)));
            WorkloadView running = plane.waitForState("job", WorkloadState.RUNNING);

            backend.vanish(TestPlane.key(running));

            Eventually.value(
                    "it runs again",
                    TestPlane.SOON,
                    () -> plane.queries().get("job"),
                    view -> view.run().number() == 2 && view.state() == WorkloadState.RUNNING);
            assertThat(plane.queries().run("job", 1).reason().code()).isEqualTo(ReasonCode.LOST);
        }
    }
}
