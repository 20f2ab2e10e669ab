package dev.triptych.controlplane.reconcile;

import static dev.triptych.controlplane.reconcile.TestPlane.ACTOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.workload.Waiting.Condition;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.Observation;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.fake.FakeBackend;
import dev.triptych.tck.fake.FakeDriver;
import dev.triptych.tck.fake.FakeOperation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The record cannot be written in the middle of a step: nothing is begun again, nothing is forgotten. */
class DatabaseAwayModuleTest {
    private final FakeBackend backend = new FakeBackend(Clock.systemUTC());
    private final String schema = TestPlane.newSchema();
    private volatile boolean hideAfterStart;

    @TempDir
    Path home;

    @SuppressWarnings("NullAway.Init") // before each test
    private TestPlane plane;

    @BeforeEach
    void open() {
        DriverContext context = new DriverContext(new InstallationId(UUID.randomUUID()), home, Clock.systemUTC());
        plane = TestPlane.open(schema, home, new HidingDriver(new FakeDriver(WorkloadKind.WASM, context, backend)));
    }

    @AfterEach
    void close() {
        plane.close();
    }

    /** Every query fails from now on. */
    private void hide() {
        TestPlane.execute(schema, "alter schema " + schema + " rename to away_" + schema);
    }

    private void show() {
        TestPlane.execute(schema, "alter schema away_" + schema + " rename to " + schema);
    }

    private void awaitCalls(FakeOperation operation, int least) {
        Eventually.holds(operation + " was called", TestPlane.SOON, () -> backend.calls(operation) >= least);
    }

    @Test
    void aStartThatCouldNotBeRecordedIsNotMadeAgain() {
        hideAfterStart = true;
        WorkloadView created = plane.commands().create(Jobs.wasm("job"), ACTOR);
        awaitCalls(FakeOperation.START, 1);
        Eventually.holds("the record is away", TestPlane.SOON, () -> !hideAfterStart);
        backend.write(TestPlane.key(created), LogStream.STDOUT, "out".getBytes(StandardCharsets.UTF_8));
        show();
        WorkloadView running = plane.waitForState("job", WorkloadState.READY);
        backend.exit(TestPlane.key(created), 0);
        WorkloadView ended = plane.waitFor(created, Condition.EXIT);

        assertThat(running.run().incarnation()).isNotNull();
        assertThat(ended.workload().state()).isEqualTo(WorkloadState.SUCCEEDED);
        assertThat(ended.run().number()).isEqualTo(1);
        assertThat(plane.stdout(ended)).isEqualTo("out");
        assertThat(backend.calls(FakeOperation.START)).isEqualTo(1);
    }

    @Test
    void aJobThatEndedUnrecordedIsNotRunAgain() {
        hideAfterStart = true;
        WorkloadView created = plane.commands().create(Jobs.wasm("job"), ACTOR);
        awaitCalls(FakeOperation.START, 1);
        Eventually.holds("the record is away", TestPlane.SOON, () -> !hideAfterStart);
        backend.exit(TestPlane.key(created), 3);
        show();
        WorkloadView ended = plane.waitFor(created, Condition.EXIT);

        assertThat(ended.run().exitCode()).isEqualTo(3);
        assertThat(ended.run().number()).isEqualTo(1);
        assertThat(backend.calls(FakeOperation.START)).isEqualTo(1);
    }

    @Test
    void aStopThatCouldNotBeRecordedIsMadeLater() {
        WorkloadView created =
                plane.commands().create(Jobs.wasm("limited", List.of(), Duration.ofSeconds(1), Map.of()), ACTOR);
        plane.waitForState("limited", WorkloadState.RUNNING);
        hide();
        Eventually.holds(
                "its time is over and nobody can say so", TestPlane.SOON, new Elapsed(Duration.ofMillis(1500)));
        show();
        WorkloadView ended = plane.waitFor(created, Condition.EXIT);

        assertThat(ended.run().reason().code()).isEqualTo(ReasonCode.TIME_LIMIT);
        assertThat(ended.run().number()).isEqualTo(1);
    }

    /** Takes the record away when a start has been made and before it can be recorded. */
    private final class HidingDriver extends MortalDriver {
        HidingDriver(FakeDriver driver) {
            super(driver);
        }

        @Override
        public Observation start(WorkloadSpec spec) {
            Observation started = super.start(spec);
            if (hideAfterStart) {
                hide();
                hideAfterStart = false;
            }
            return started;
        }
    }

    /** Whether so much time has passed since it was made. */
    private record Elapsed(Duration time, long since) implements java.util.function.BooleanSupplier {
        Elapsed(Duration time) {
            this(time, System.nanoTime());
        }

        @Override
        public boolean getAsBoolean() {
            return System.nanoTime() - since > time.toNanos();
        }
    }
}
