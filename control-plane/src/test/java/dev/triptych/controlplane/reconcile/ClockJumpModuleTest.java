package dev.triptych.controlplane.reconcile;

import static dev.triptych.controlplane.reconcile.TestPlane.ACTOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.workload.Phase;
import dev.triptych.controlplane.workload.Waiting.Condition;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.tck.fake.FakeBackend;
import dev.triptych.tck.fake.FakeDriver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wall clock is set forward or back while a run goes on: durations, limits and states do not notice. */
class ClockJumpModuleTest {
    private final JumpingClock clock = new JumpingClock();
    private final FakeBackend backend = new FakeBackend(clock);

    @TempDir
    Path home;

    private TestPlane open() {
        DriverContext context = new DriverContext(new InstallationId(UUID.randomUUID()), home, clock);
        return TestPlane.open(TestPlane.newSchema(), home, clock, new FakeDriver(WorkloadKind.WASM, context, backend));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-PT3H", "PT48H"})
    void phasesStayMonotonicAndTheRunEndsOnce(Duration jump) {
        try (TestPlane plane = open()) {
            plane.commands().create(Jobs.wasm("job"), ACTOR);
            WorkloadView running = plane.waitForState("job", WorkloadState.RUNNING);
            clock.jump(jump);
            backend.write(TestPlane.key(running), LogStream.STDOUT, "out".getBytes(StandardCharsets.UTF_8));
            plane.waitForState("job", WorkloadState.READY);
            backend.exit(TestPlane.key(running), 0);
            WorkloadView ended = plane.waitFor(running, Condition.EXIT);

            assertThat(ended.workload().state()).isEqualTo(WorkloadState.SUCCEEDED);
            assertThat(ended.run().number()).isEqualTo(1);
            assertThat(ended.run().phases())
                    .extracting(Phase::nanos)
                    .allSatisfy(nanos -> assertThat(nanos).isBetween(0L, TestPlane.SOON.toNanos()));
            assertThat(plane.stdout(ended)).isEqualTo("out");
        }
    }

    @Test
    void aTimeLimitIsNotReachedByAJumpAhead() {
        try (TestPlane plane = open()) {
            plane.commands().create(Jobs.wasm("limited", List.of(), Duration.ofHours(1), Map.of()), ACTOR);
            WorkloadView running = plane.waitForState("limited", WorkloadState.RUNNING);
            Instant before = clock.instant();
            clock.jump(Duration.ofDays(2));
            assertThat(seenAnew(plane, "limited")).isAfter(before.plus(Duration.ofHours(47)));

            backend.exit(TestPlane.key(running), 0);
            assertThat(plane.waitFor(running, Condition.EXIT).workload().state())
                    .isEqualTo(WorkloadState.SUCCEEDED);
        }
    }

    @Test
    void whatIsSeenAfterTheClockWasSetBackIsNotTakenForOldNews() {
        try (TestPlane plane = open()) {
            plane.commands().create(Jobs.wasm("job"), ACTOR);
            WorkloadView running = plane.waitForState("job", WorkloadState.RUNNING);
            Instant before = clock.instant();
            clock.jump(Duration.ofHours(-3));
            assertThat(seenAnew(plane, "job")).isBefore(before.minus(Duration.ofHours(2)));

            backend.exit(TestPlane.key(running), 0);
            plane.waitFor(running, Condition.EXIT);
        }
    }

    /** Has the backend go and come, and answers when the workload was seen then. */
    private @Nullable Instant seenAnew(TestPlane plane, String name) {
        backend.goAway();
        plane.waitForState(name, WorkloadState.UNKNOWN);
        backend.comeBack();
        return plane.waitForState(name, WorkloadState.RUNNING)
                .workload()
                .sight()
                .observedAt();
    }

    /** The system's, and what somebody did to it. */
    private static final class JumpingClock extends Clock {
        private static final Clock SYSTEM = Clock.systemUTC();

        private volatile Duration offset = Duration.ZERO;

        void jump(Duration by) {
            offset = by;
        }

        @Override
        public Instant instant() {
            return SYSTEM.instant().plus(offset);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("always UTC");
        }
    }
}
