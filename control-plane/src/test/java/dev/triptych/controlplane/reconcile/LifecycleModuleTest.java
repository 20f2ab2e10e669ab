package dev.triptych.controlplane.reconcile;

import static dev.triptych.controlplane.reconcile.TestPlane.ACTOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.controlplane.journal.Event;
import dev.triptych.controlplane.journal.ReasonCode;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.DryRun;
import dev.triptych.controlplane.workload.EnvValue;
import dev.triptych.controlplane.workload.Phase;
import dev.triptych.controlplane.workload.PortSpec;
import dev.triptych.controlplane.workload.ProbeSpec;
import dev.triptych.controlplane.workload.Waiting.Condition;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.PortProtocol;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.fake.FakeBackend;
import dev.triptych.tck.fake.FakeDriver;
import dev.triptych.tck.fake.FakeOperation;
import dev.triptych.tck.fake.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;

class LifecycleModuleTest {
    private final FakeBackend backend = new FakeBackend(Clock.systemUTC());

    @TempDir
    Path home;

    @SuppressWarnings("NullAway.Init") // before each test
    private TestPlane plane;

    @BeforeEach
    void open() {
        DriverContext context = new DriverContext(new InstallationId(UUID.randomUUID()), home, Clock.systemUTC());
        plane = TestPlane.open(
                TestPlane.newSchema(),
                home,
                new FakeDriver(WorkloadKind.WASM, context, backend),
                new FakeDriver(WorkloadKind.VM, context, backend));
    }

    @AfterEach
    void close() {
        plane.close();
    }

    private void programs(int exitCode, String output) {
        backend.onStart(spec -> {
            backend.write(spec.key(), LogStream.STDOUT, output.getBytes(StandardCharsets.UTF_8));
            backend.exit(spec.key(), exitCode);
        });
    }

    private WorkloadView create(Description description) {
        return plane.commands().create(description, ACTOR);
    }

    @Test
    void aJobEndsWithItsExitCodeItsOutputAndItsPhases() {
        programs(0, "Hello");

        WorkloadView ended = plane.waitFor(create(Jobs.wasm("job")), Condition.EXIT);

        assertThat(ended.state()).isEqualTo(WorkloadState.SUCCEEDED);
        assertThat(ended.run().exitCode()).isZero();
        assertThat(ended.run().footprint()).isNotNull();
        assertThat(ended.run().phases()).extracting(Phase::name).containsExactly(Phase.Name.values());
        assertThat(ended.run().phases())
                .allSatisfy(phase -> assertThat(phase.nanos()).isNotNull());
        assertThat(plane.stdout(ended)).isEqualTo("Hello");
        WorkloadView stored = plane.queries().get("job");
        assertThat(stored.state()).isEqualTo(ended.state());
        assertThat(stored.run().exitCode()).isZero();
        assertThat(stored.run().incarnation()).isEqualTo(ended.run().incarnation());
    }

    @Test
    void anExitCodeOtherThanZeroIsAFailureWithThatCode() {
        programs(7, "");

        WorkloadView ended = plane.waitFor(create(Jobs.wasm("job")), Condition.EXIT);

        assertThat(ended.state()).isEqualTo(WorkloadState.FAILED);
        assertThat(ended.run().exitCode()).isEqualTo(7);
        assertThat(ended.run().reason().code()).isEqualTo(ReasonCode.EXITED);
    }

    @Test
    void nothingIsRecordedOfWhatTheDriverRefuses() {
        backend.next(FakeOperation.PLAN, new Fault.Fail(DriverErrorCode.IMPORTS_NOT_GRANTED));

        assertThatExceptionOfType(TriptychException.class)
                .isThrownBy(() -> create(Jobs.wasm("job")))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.IMPORTS_NOT_GRANTED));

        assertThat(plane.sql()
                        .sql("select count(*) from workload")
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(backend.calls(FakeOperation.CREATE)).isZero();
    }

    @Test
    void aDryRunPinsTheSourceAndRecordsNothing() {
        DryRun shown = plane.commands().plan(Jobs.wasm("job"));

        assertThat(shown.pinned().digest()).isEqualTo(TestPlane.DIGEST);
        assertThat(shown.plan().content()).contains("job");
        assertThatExceptionOfType(TriptychException.NotFound.class)
                .isThrownBy(() -> plane.queries().get("job"));
    }

    @Test
    void aNameCanBeUsedOnceAtATimeAndAgainAfterDeletion() {
        programs(0, "");
        WorkloadView first = plane.waitFor(create(Jobs.wasm("job")), Condition.EXIT);

        assertThatExceptionOfType(TriptychException.Conflict.class)
                .isThrownBy(() -> create(Jobs.wasm("job")))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.NAME_TAKEN));
        plane.commands().delete("job", null, ACTOR);
        plane.waitFor(first, Condition.GONE);

        assertThat(backend.size()).isZero();
        assertThat(create(Jobs.wasm("job")).workload().id())
                .isNotEqualTo(first.workload().id());
    }

    @Test
    void deletingWhatRunsStopsItFirst() {
        WorkloadView running = plane.waitFor(create(Jobs.service("web", List.of(), null)), Condition.READY);

        plane.commands().delete("web", null, ACTOR);
        WorkloadView gone = plane.waitFor(running, Condition.GONE);

        assertThat(gone.run().reason().code()).isEqualTo(ReasonCode.STOPPED);
        assertThat(backend.size()).isZero();
    }

    @Test
    void stoppingAndStartingAgainMakesASecondRunOfTheSameObject() {
        WorkloadView running = plane.waitFor(create(Jobs.service("web", List.of(), null)), Condition.READY);

        plane.commands().stop("web", ACTOR);
        plane.waitFor(running, Condition.EXIT);
        assertThat(plane.queries().get("web").state()).isEqualTo(WorkloadState.STOPPED);
        plane.commands().start("web", ACTOR);
        WorkloadView again = plane.waitForState("web", WorkloadState.READY);

        assertThat(again.run().number()).isEqualTo(2);
        assertThat(again.run().incarnation()).isNotEqualTo(running.run().incarnation());
        assertThat(backend.size()).isEqualTo(1);
    }

    @Test
    void repeatingACommandChangesNothing() {
        WorkloadView running = plane.waitFor(create(Jobs.service("web", List.of(), null)), Condition.READY);

        assertThat(plane.commands().start("web", ACTOR).workload().version())
                .isEqualTo(running.workload().version());
        plane.commands().stop("web", ACTOR);
        WorkloadView stopped = plane.waitFor(running, Condition.EXIT);
        assertThat(plane.commands().stop("web", ACTOR).workload().version())
                .isEqualTo(stopped.workload().version());
    }

    @Test
    void aRestartEndsTheRunAndBeginsTheNext() {
        plane.waitFor(create(Jobs.service("web", List.of(), null)), Condition.READY);

        plane.commands().restart("web", ACTOR);
        WorkloadView second = Eventually.value(
                "second run is ready",
                TestPlane.SOON,
                () -> plane.queries().get("web"),
                view -> view.run().number() == 2 && view.state() == WorkloadState.READY);

        assertThat(plane.queries().run("web", 1).reason().code()).isEqualTo(ReasonCode.STOPPED);
        assertThat(second.run().generation()).isEqualTo(1);
    }

    @Test
    void aNewDescriptionReplacesWhatRunsByANewGeneration() {
        programs(0, "");
        backend.onStart(spec -> {});
        WorkloadView first = create(Jobs.wasm("job", "one"));
        plane.waitForState("job", WorkloadState.RUNNING);

        plane.commands()
                .replace("job", Jobs.wasm("job", "two"), first.workload().version(), ACTOR);
        WorkloadView replaced = Eventually.value(
                "the second generation runs",
                TestPlane.SOON,
                () -> plane.queries().get("job"),
                view -> view.run().generation() == 2 && view.state() == WorkloadState.RUNNING);

        assertThat(replaced.run().number()).isEqualTo(2);
        assertThat(replaced.workload().description().args()).containsExactly("two");
        assertThat(backend.size()).isEqualTo(1);
    }

    @Test
    void newLabelsChangeNothingThatRuns() {
        create(Jobs.wasm("job"));
        WorkloadView running = plane.waitForState("job", WorkloadState.RUNNING);

        WorkloadView labelled =
                plane.commands().replace("job", Jobs.wasm("job", List.of(), null, Map.of("app", "x")), null, ACTOR);

        assertThat(labelled.workload().generation()).isEqualTo(1);
        assertThat(labelled.workload().version())
                .isGreaterThan(running.workload().version());
        assertThat(plane.queries().get("job").workload().description().labels()).containsEntry("app", "x");
        assertThat(backend.calls(FakeOperation.STOP)).isZero();
    }

    @Test
    void aReplacementThatDidNotSeeTheLatestVersionIsRefused() {
        create(Jobs.wasm("job"));

        assertThatExceptionOfType(TriptychException.LostRace.class)
                .isThrownBy(() -> plane.commands().replace("job", Jobs.wasm("job", "x"), 99L, ACTOR));
    }

    @Test
    void whoTakesTooLongIsEndedForThatReason() {
        create(Jobs.wasm("job", List.of(), Duration.ofMillis(50), Map.of()));

        WorkloadView ended = plane.waitForState("job", WorkloadState.FAILED);

        assertThat(ended.run().reason().code()).isEqualTo(ReasonCode.TIME_LIMIT);
    }

    @Test
    void aServiceIsReadyWhenItsProbeSucceeds() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            create(probed(server.getLocalPort(), Duration.ofSeconds(30)));
            plane.waitForState("web", WorkloadState.RUNNING);
            try (var connection = server.accept()) {
                connection
                        .getOutputStream()
                        .write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                WorkloadView ready = plane.waitForState("web", WorkloadState.READY);
                assertThat(ready.run().reason().code()).isEqualTo(ReasonCode.PROBE_SUCCEEDED);
                assertThat(ready.workload().sight().endpoints()).hasSize(1);
            }
        }
    }

    @Test
    void aServiceThatIsNotReadyInTimeHasFailed() {
        create(probed(1, Duration.ofMillis(100)));

        WorkloadView ended = plane.waitForState("web", WorkloadState.FAILED);

        assertThat(ended.run().reason().code()).isEqualTo(ReasonCode.STARTUP_DEADLINE);
    }

    private static Description probed(int port, Duration deadline) {
        return Jobs.service(
                "web",
                List.of(new PortSpec("http", port, PortProtocol.HTTP, null, null)),
                new ProbeSpec(
                        new ProbeSpec.Http("/", "http"),
                        Duration.ofMillis(20),
                        Duration.ofSeconds(10),
                        deadline,
                        ProbeSpec.Thresholds.DEFAULT));
    }

    @Test
    void everyTransitionIsInTheHistoryWithItsReason() {
        programs(0, "x");
        plane.waitFor(create(Jobs.wasm("job")), Condition.EXIT);

        List<Event> history = plane.history("job");

        assertThat(history).extracting(Event::id).isSorted().doesNotHaveDuplicates();
        assertThat(history.getFirst().reason()).isEqualTo(ReasonCode.SUBMITTED);
        assertThat(history.getFirst().actor()).isEqualTo("tester");
        assertThat(history).extracting(Event::reason).contains(ReasonCode.STARTED, ReasonCode.EXITED);
        for (int i = 1; i < history.size(); i++) {
            assertThat(history.get(i).from()).isEqualTo(history.get(i - 1).to());
        }
    }

    @Test
    void historyCannotBeChanged() {
        create(Jobs.wasm("job"));

        for (String attack : List.of("update event set message = ''", "delete from event", "truncate event")) {
            assertThatExceptionOfType(DataAccessException.class)
                    .isThrownBy(() -> plane.sql().sql(attack).update())
                    .withStackTraceContaining("append-only");
        }
    }

    @Test
    void nothingIsLeftOpenInTheJournalWhenTheRunIsOver() {
        programs(0, "");
        plane.waitFor(create(Jobs.wasm("job")), Condition.EXIT);

        assertThat(plane.sql()
                        .sql("select count(*) from intent where settled_at is null")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void secretsReachTheProgramAndNothingElse() {
        var seen = new CompletableFuture<WorkloadSpec>();
        backend.onStart(spec -> {
            seen.complete(spec);
            backend.exit(spec.key(), 0);
        });
        Description plain = Jobs.wasm("job");
        Description secret = new Description(
                plain.name(),
                plain.kind(),
                plain.lifecycle(),
                plain.source(),
                plain.args(),
                Map.of("KEY", new EnvValue.Secret("known")),
                plain.stdin(),
                plain.mounts(),
                plain.ports(),
                plain.resources(),
                null,
                plain.restart(),
                plain.labels(),
                "auto",
                null,
                null,
                null);

        plane.waitFor(create(secret), Condition.EXIT);

        assertThat(seen.join().program().env()).containsEntry("KEY", "canary");
        assertThat(seen.join().program().secretNames()).containsExactly("KEY");
        for (String table : List.of("workload", "run", "event", "intent")) {
            assertThat(plane.sql()
                            .sql("select count(*) from " + table + " t where t::text like '%canary%'")
                            .query(Long.class)
                            .single())
                    .isZero();
        }
    }
}
