package dev.triptych.controlplane.comparison;

import static dev.triptych.controlplane.reconcile.TestPlane.ACTOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.controlplane.comparison.Advice.Alternative;
import dev.triptych.controlplane.comparison.Advice.Sureness;
import dev.triptych.controlplane.comparison.Advice.Verdict;
import dev.triptych.controlplane.comparison.Comparison.State;
import dev.triptych.controlplane.comparison.Plan.Variant;
import dev.triptych.controlplane.platform.TriptychException.NotFound;
import dev.triptych.controlplane.reconcile.Jobs;
import dev.triptych.controlplane.reconcile.TestPlane;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.SourceSpec;
import dev.triptych.controlplane.workload.Waiting;
import dev.triptych.controlplane.workload.Waiting.Condition;
import dev.triptych.controlplane.workload.WorkloadCommands;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.Figure;
import dev.triptych.spi.Figure.Unit;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Usage;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.fake.FakeBackend;
import dev.triptych.tck.fake.FakeDriver;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Advice on two simulated kinds: as VM everything holds 100 MiB, as Wasm 1 MiB. */
class AdviserModuleTest {
    private static final long MIB = 1 << 20;

    private final FakeBackend machines = new FakeBackend(Clock.systemUTC());
    private final FakeBackend modules = new FakeBackend(Clock.systemUTC());
    private final String schema = TestPlane.newSchema();

    @TempDir
    Path home;

    private TestPlane open() {
        DriverContext context = new DriverContext(new InstallationId(UUID.randomUUID()), home, Clock.systemUTC());
        machines.onStart(spec -> play(machines, spec, 100 * MIB));
        modules.onStart(spec -> play(modules, spec, MIB));
        return TestPlane.openComparing(
                schema,
                home,
                new FakeDriver(WorkloadKind.VM, context, machines),
                new FakeDriver(WorkloadKind.WASM, context, modules));
    }

    private static void play(FakeBackend backend, WorkloadSpec spec, long bytes) {
        Figure none = Figure.unavailable(Unit.COUNT, "not simulated");
        WorkloadKey key = spec.key();
        backend.setUsage(
                key,
                new Usage(
                        Moment.now(Clock.systemUTC()),
                        Figure.measured(Unit.BYTES, bytes, "simulated", ""),
                        Figure.measured(Unit.BYTES, bytes, "simulated", ""),
                        Figure.measured(Unit.NANOSECONDS, 1_000_000, "simulated", ""),
                        none,
                        none,
                        none,
                        none));
        backend.exit(key, 0);
    }

    private static Description machine(String name) {
        Description job = Jobs.wasm(name, "0");
        return new Description(
                name,
                WorkloadKind.VM,
                job.lifecycle(),
                new SourceSpec.Kernel("kernel", "initrd", "console=ttyS0"),
                List.of(),
                job.env(),
                "",
                List.of(),
                List.of(),
                job.resources(),
                null,
                job.restart(),
                java.util.Map.of(),
                "auto",
                null,
                null,
                null);
    }

    private static void run(TestPlane plane, Description description) {
        var view = plane.bean(WorkloadCommands.class).create(description, ACTOR);
        assertThat(plane.bean(Waiting.class)
                        .await(view.workload().id(), Condition.EXIT, TestPlane.SOON)
                        .settled())
                .isTrue();
    }

    private static void compare(TestPlane plane) {
        Plan plan = new Plan(
                List.of(new Variant("VM", machine("m"), "{}"), new Variant("Wasm", Jobs.wasm("w", "0"), "{}")),
                3,
                null,
                1,
                1,
                false,
                null);
        plane.bean(Comparisons.class).create("kinds", plan, ACTOR);
        Eventually.holds(
                "it is done",
                TestPlane.SOON,
                () -> plane.bean(Comparisons.class).get("kinds").comparison().state() == State.DONE);
    }

    @Test
    void withoutComparisonsItSaysThatItDoesNotKnow() {
        try (TestPlane plane = open()) {
            run(plane, Jobs.wasm("first", "0"));
            run(plane, Jobs.wasm("job", "0"));
            Advice advice = plane.bean(Adviser.class).advise("job");
            assertThat(advice.verdict()).isEqualTo(Verdict.UNKNOWN);
            assertThat(advice.alternatives())
                    .hasSize(2)
                    .allMatch(one -> one.sure() == Sureness.UNKNOWN && one.cost() == null);
            assertThat(advice.alternatives().getFirst().words()).contains("POST /comparisons");
            assertThatThrownBy(() -> plane.bean(Adviser.class).advise("nobody")).isInstanceOf(NotFound.class);
        }
    }

    @Test
    void theSameProgramMeasuredAsAnotherKindIsSure() {
        try (TestPlane plane = open()) {
            compare(plane);
            run(plane, Jobs.wasm("job", "0"));
            Advice advice = plane.bean(Adviser.class).advise("job");
            Alternative machine = advice.alternatives().getFirst();
            assertThat(machine.kind()).isEqualTo(WorkloadKind.VM);
            assertThat(machine.sure()).isEqualTo(Sureness.HIGH);
            assertThat(machine.comparisons()).containsExactly("kinds");
            assertThat(machine.cost()).isNotNull();
            assertThat(machine.cost().memoryPeak()).isEqualTo(new Advice.Range(100 * MIB, 100 * MIB, 3));
            assertThat(advice.measured()).isNotNull();
            assertThat(advice.measured().memoryPeak()).isEqualTo(new Advice.Range(MIB, MIB, 1));
            assertThat(advice.verdict()).isEqualTo(Verdict.STAY);
            assertThat(advice.consider()).isNull();
        }
    }

    @Test
    void aKernelStaysAMachine() {
        try (TestPlane plane = open()) {
            compare(plane);
            run(plane, machine("job"));
            Advice advice = plane.bean(Adviser.class).advise("job");
            assertThat(advice.verdict()).isEqualTo(Verdict.STAY);
            assertThat(advice.alternatives()).isEmpty();
            assertThat(advice.reasons())
                    .containsExactly("Its source is a machine's (kernel or disk): it has no other kind.");
        }
    }
}
