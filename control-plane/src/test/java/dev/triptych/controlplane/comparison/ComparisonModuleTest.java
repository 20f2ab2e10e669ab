package dev.triptych.controlplane.comparison;

import static dev.triptych.controlplane.reconcile.TestPlane.ACTOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.controlplane.comparison.Comparison.State;
import dev.triptych.controlplane.comparison.Plan.Variant;
import dev.triptych.controlplane.comparison.Report.Sameness.Likeness;
import dev.triptych.controlplane.comparison.Report.SampleRow;
import dev.triptych.controlplane.comparison.Report.VariantReport;
import dev.triptych.controlplane.journal.EventFeed;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.reconcile.Jobs;
import dev.triptych.controlplane.reconcile.TestPlane;
import dev.triptych.controlplane.workload.WorkloadFilter;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.fake.FakeBackend;
import dev.triptych.tck.fake.FakeDriver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Comparisons on a simulated backend, whose program writes its second argument and exits with its first. */
class ComparisonModuleTest {
    private final FakeBackend backend = new FakeBackend(Clock.systemUTC());
    private final InstallationId installation = new InstallationId(UUID.randomUUID());
    private final String schema = TestPlane.newSchema();
    private final AtomicInteger starts = new AtomicInteger();

    @TempDir
    Path home;

    private TestPlane open() {
        return TestPlane.openComparing(
                schema,
                home,
                new FakeDriver(WorkloadKind.WASM, new DriverContext(installation, home, Clock.systemUTC()), backend));
    }

    private void play(WorkloadSpec spec) {
        starts.incrementAndGet();
        List<String> args = spec.program().args();
        if (args.isEmpty()) {
            write(spec, "uid=0\nenvironment=1\n");
            backend.exit(spec.key(), 0);
        } else if (!args.getFirst().equals("stay")) {
            write(spec, args.get(1));
            backend.exit(
                    spec.key(), args.getFirst().equals("odd") ? starts.get() % 2 : Integer.parseInt(args.getFirst()));
        }
    }

    private void write(WorkloadSpec spec, String text) {
        backend.write(spec.key(), LogStream.STDOUT, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Plan plan(int repetitions, Variant... variants) {
        return new Plan(List.of(variants), repetitions, null, 1, 42, true, null);
    }

    private static Variant variant(String label, String... args) {
        return new Variant(label, Jobs.wasm("job", args), "{}");
    }

    private static Comparison.View waitFor(TestPlane plane, String name, State state) {
        return Eventually.value(
                name + " is " + state,
                TestPlane.SOON,
                () -> plane.bean(Comparisons.class).get(name),
                view -> view.comparison().state() == state);
    }

    private static List<WorkloadView> workloads(TestPlane plane) {
        return plane.bean(WorkloadQueries.class)
                .list(WorkloadFilter.ALL, null, 100)
                .items();
    }

    @Test
    void everyRepetitionIsMadeOnceAndReportedAndNothingIsLeft() {
        backend.onStart(this::play);
        try (TestPlane plane = open()) {
            plane.bean(Comparisons.class).create("c", plan(7, variant("a", "0", "x"), variant("b", "0", "x")), ACTOR);
            Comparison.View done = waitFor(plane, "c", State.DONE);

            assertThat(done.progress()).isEqualTo(new Comparison.Progress(18, 18, 7, 0, null));
            assertThat(starts).hasValue(18);
            Report report = plane.bean(Comparisons.class).report("c");
            assertThat(report.samples()).hasSize(18).allMatch(SampleRow::succeeded);
            assertThat(report.samples()).filteredOn(SampleRow::counted).hasSize(14);
            assertThat(report.output().verdict()).isEqualTo(Likeness.SAME);
            assertThat(report.variants()).allSatisfy(variant -> {
                assertThat(variant.succeeded()).isEqualTo(7);
                assertThat(variant.inside().facts()).containsEntry("uid", "0");
                assertThat(variant.summaries())
                        .extracting(Report.Summary::figure)
                        .contains("startUp", "elapsed");
            });
            assertThat(report.pairs().getFirst().pairs()).isEqualTo(7);
            assertThat(report.host()).isNotNull();
            assertThat(workloads(plane)).isEmpty();
            assertThat(backend.size()).isZero();
            assertThat(plane.bean(EventFeed.class).after(0, null, 1000))
                    .filteredOn(event -> event.type().startsWith("comparison."))
                    .extracting(event -> event.reason().name())
                    .startsWith("SUBMITTED", "COMPARISON_BEGAN", "COMPARISON_PROGRESSED")
                    .endsWith("COMPARISON_DONE");
        }
    }

    @Test
    void aVariantThatFailsHalfItsRunsIsReportedAndOneThatPrintsSomethingElseIsTold() {
        backend.onStart(this::play);
        try (TestPlane plane = open()) {
            Plan plan = plan(8, variant("steady", "0", "x"), variant("shaky", "odd", "y"));
            plane.bean(Comparisons.class).create("c", plan, ACTOR);
            waitFor(plane, "c", State.DONE);

            Report report = plane.bean(Comparisons.class).report("c");
            VariantReport shaky = report.variants().getLast();
            assertThat(shaky.attempts()).isEqualTo(8);
            assertThat(shaky.failed()).isPositive();
            assertThat(shaky.failed() + shaky.succeeded()).isEqualTo(8);
            assertThat(shaky.failures()).allMatch(failure -> failure.code().equals("EXITED"));
            assertThat(report.variants().getFirst().failed()).isZero();
            assertThat(report.output().verdict()).isIn(Likeness.DIFFERENT, Likeness.UNKNOWN);
        }
    }

    @Test
    void aRestartDiscardsTheHalfRepetitionAndRepeatsIt() {
        backend.onStart(spec -> starts.incrementAndGet());
        try (TestPlane first = open()) {
            first.bean(Comparisons.class).create("c", plan(3, variant("a", "0", "x"), variant("b", "0", "x")), ACTOR);
            Eventually.holds(
                    "the first repetition runs", TestPlane.SOON, () -> starts.get() == 1 && backend.size() == 1);
        }
        assertThat(backend.size()).isEqualTo(1);
        backend.onStart(this::play);
        try (TestPlane second = open()) {
            waitFor(second, "c", State.DONE);
            Report report = second.bean(Comparisons.class).report("c");
            assertThat(report.samples()).hasSize(10).allMatch(SampleRow::succeeded);
            assertThat(report.samples().getFirst().attempt()).isEqualTo(2);
            assertThat(report.samples().subList(1, 10)).allMatch(sample -> sample.attempt() == 1);
            assertThat(workloads(second)).isEmpty();
            assertThat(backend.size()).isZero();
        }
    }

    @Test
    void cancellingRemovesWhatRunsAndKeepsWhatWasMeasured() {
        backend.onStart(this::play);
        try (TestPlane plane = open()) {
            plane.bean(Comparisons.class).create("c", plan(3, variant("a", "stay"), variant("b", "stay")), ACTOR);
            Eventually.holds(
                    "both looks are done and the third repetition runs", TestPlane.SOON, () -> starts.get() == 3);
            plane.bean(Comparisons.class).cancel("c", ACTOR);
            Comparison.View ended = waitFor(plane, "c", State.CANCELLED);

            assertThat(ended.progress().done()).isEqualTo(2);
            assertThat(ended.comparison().endedAt()).isNotNull();
            assertThat(workloads(plane)).isEmpty();
            assertThat(plane.bean(Comparisons.class).cancel("c", ACTOR)).isEqualTo(ended);
            assertThat(plane.bean(Comparisons.class).report("c").samples()).hasSize(2);
        }
    }

    @Test
    void comparisonsWaitForEachOtherAndTooManyAreRefused() {
        backend.onStart(this::play);
        try (TestPlane plane = open()) {
            Comparisons comparisons = plane.bean(Comparisons.class);
            comparisons.create("first", plan(1, variant("a", "stay"), variant("b", "stay")), ACTOR);
            comparisons.create("second", plan(1, variant("a", "0", "x"), variant("b", "0", "x")), ACTOR);
            comparisons.create("third", plan(1, variant("a", "0", "x"), variant("b", "0", "x")), ACTOR);
            Eventually.holds("the first is under way", TestPlane.SOON, () -> starts.get() == 3);

            assertThat(comparisons.get("first").comparison().state()).isEqualTo(State.RUNNING);
            assertThat(comparisons.get("second").comparison().state()).isEqualTo(State.QUEUED);
            assertThatThrownBy(() -> comparisons.create(
                            "fourth", plan(1, variant("a", "0", "x"), variant("b", "0", "x")), ACTOR))
                    .isInstanceOfSatisfying(
                            TriptychException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS));
            comparisons.cancel("third", ACTOR);
            comparisons.cancel("first", ACTOR);
            waitFor(plane, "second", State.DONE);
            Eventually.holds(
                    "the oldest is not kept",
                    TestPlane.SOON,
                    () -> comparisons.list(null, 10).items().size() == 2);
            assertThat(workloads(plane)).isEmpty();
        }
    }

    @Test
    void whatCannotRunIsRefusedAndNotRecorded() {
        try (TestPlane plane = open()) {
            Comparisons comparisons = plane.bean(Comparisons.class);
            Variant machine = new Variant(
                    "b", Samples.plan(1, null, "b").variants().getFirst().description(), "{}");
            comparisons.create("taken", plan(1, variant("a", "stay"), machine), ACTOR);
            assertThatThrownBy(() -> comparisons.create("taken", plan(1, variant("a", "0", "x"), machine), ACTOR))
                    .isInstanceOfSatisfying(
                            TriptychException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.NAME_TAKEN));
            assertThatThrownBy(() -> comparisons.create(null, plan(1_000_000_000, variant("a", "0"), machine), ACTOR))
                    .isInstanceOf(TriptychException.InvalidRequest.class);
            assertThatThrownBy(() -> comparisons.get("nobody")).isInstanceOf(TriptychException.NotFound.class);
            assertThat(comparisons.list(null, 10).items()).hasSize(1);
        }
    }

    @Test
    void theListHasPages() {
        try (TestPlane plane = open()) {
            Comparisons comparisons = plane.bean(Comparisons.class);
            for (String name : List.of("one", "two", "three")) {
                comparisons.create(name, plan(1, variant("a", "stay"), variant("b", "stay")), ACTOR);
            }
            Comparisons.Page first = comparisons.list(null, 2);
            assertThat(first.items())
                    .extracting(view -> view.comparison().name())
                    .containsExactly("three", "two");
            Comparisons.Page second = comparisons.list(first.next(), 2);
            assertThat(second.items())
                    .extracting(view -> view.comparison().name())
                    .containsExactly("one");
            assertThat(second.next()).isNull();
            assertThatThrownBy(() -> comparisons.list("nonsense", 2))
                    .isInstanceOf(TriptychException.InvalidRequest.class);
        }
    }
}
