package dev.triptych.controlplane.comparison;

import dev.triptych.controlplane.comparison.Advice.Alternative;
import dev.triptych.controlplane.comparison.Advice.Cost;
import dev.triptych.controlplane.comparison.Advice.Range;
import dev.triptych.controlplane.comparison.Advice.Sureness;
import dev.triptych.controlplane.comparison.Advice.Verdict;
import dev.triptych.controlplane.workload.RunRecord;
import dev.triptych.controlplane.workload.SourceSpec;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.controlplane.workload.WorkloadRecord;
import dev.triptych.spi.WorkloadKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Says what a workload would cost as another kind, and how sure that is. */
@Component
public class Adviser {
    private static final int RUNS = 50;
    private static final int COMPARISONS = 50;

    private final WorkloadQueries workloads;
    private final ComparisonRows comparisons;
    private final TrialRows trials;

    Adviser(WorkloadQueries workloads, ComparisonRows comparisons, TrialRows trials) {
        this.workloads = workloads;
        this.comparisons = comparisons;
        this.trials = trials;
    }

    /**
     * From its own runs and this host's comparisons that are done.
     *
     * @throws dev.triptych.controlplane.platform.TriptychException.NotFound when there is no such workload
     */
    public Advice advise(String name) {
        WorkloadRecord workload = workloads.get(name).workload();
        List<Sample> own = workloads.runs(name, null, RUNS).items().stream()
                .map(Adviser::asSample)
                .toList();
        Cost measured = cost(own);
        WorkloadKind kind = workload.description().kind();
        List<Evidence> evidence = comparisons.done(COMPARISONS).stream()
                .map(comparison -> new Evidence(comparison, trials.of(comparison.id())))
                .toList();
        boolean bound = isBound(workload.description().source());
        List<Alternative> alternatives = Arrays.stream(WorkloadKind.values())
                .filter(other -> other != kind && !bound)
                .map(other -> alternative(workload, measured, other, evidence))
                .toList();
        return conclude(workload, own.size(), measured, bound, alternatives);
    }

    /** A kernel or a disk is a machine's, whatever runs in it. */
    private static boolean isBound(SourceSpec source) {
        return source instanceof SourceSpec.Kernel || source instanceof SourceSpec.Disk;
    }

    private static Sample asSample(RunRecord run) {
        return new Sample(
                null,
                run.exitCode(),
                run.preparation(),
                run.phases(),
                run.footprint(),
                null,
                null,
                null,
                null,
                java.util.Map.of());
    }

    private static Alternative alternative(
            WorkloadRecord workload, @Nullable Cost measured, WorkloadKind other, List<Evidence> evidence) {
        String digest = workload.pinned().digest();
        List<Evidence> same = evidence.stream()
                .filter(one -> one.has(workload.description().kind(), digest)
                        && !one.of(other).isEmpty())
                .toList();
        if (!same.isEmpty()) {
            List<Sample> samples =
                    same.stream().flatMap(one -> one.of(other).stream()).toList();
            return new Alternative(
                    other,
                    Sureness.HIGH,
                    cost(samples),
                    names(same),
                    "This very program has been measured as " + word(other) + " on this host.");
        }
        List<Evidence> others = evidence.stream()
                .filter(one -> !one.of(workload.description().kind()).isEmpty()
                        && !one.of(other).isEmpty())
                .toList();
        if (!others.isEmpty()) {
            return new Alternative(
                    other,
                    Sureness.LOW,
                    moved(measured, workload.description().kind(), other, others),
                    names(others),
                    "Other programs have been measured as both kinds; this one may differ from them.");
        }
        return new Alternative(
                other,
                Sureness.UNKNOWN,
                null,
                List.of(),
                "No comparison on this host has both kinds. Make one of this program: POST /comparisons.");
    }

    /** Memory as this workload's own, moved by the differences that other programs showed; start-up as theirs. */
    private static Cost moved(@Nullable Cost measured, WorkloadKind kind, WorkloadKind other, List<Evidence> evidence) {
        Range startUp =
                range(evidence.stream().flatMap(one -> one.of(other).stream()).toList(), Metric.START_UP);
        Range own = measured == null ? null : measured.memoryPeak();
        double[] differences = evidence.stream()
                .map(one -> difference(one, kind, other))
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        if (own == null || differences.length == 0) {
            return new Cost(startUp, null);
        }
        return new Cost(
                startUp,
                new Range(
                        Math.max(0, own.low() + differences[0]),
                        Math.max(0, own.high() + differences[differences.length - 1]),
                        differences.length));
    }

    private static @Nullable Double difference(Evidence evidence, WorkloadKind kind, WorkloadKind other) {
        Range from = range(evidence.of(kind), Metric.MEMORY_PEAK);
        Range to = range(evidence.of(other), Metric.MEMORY_PEAK);
        return from == null || to == null
                ? null
                : Double.valueOf((to.low() + to.high()) / 2 - (from.low() + from.high()) / 2);
    }

    private static Advice conclude(
            WorkloadRecord workload, int runs, @Nullable Cost measured, boolean bound, List<Alternative> alternatives) {
        WorkloadKind kind = workload.description().kind();
        List<String> reasons = new ArrayList<>();
        WorkloadKind better = alternatives.stream()
                .filter(one -> isCheaper(one.cost(), measured))
                .map(Alternative::kind)
                .reduce((first, second) -> second)
                .orElse(null);
        Verdict verdict;
        if (bound) {
            verdict = Verdict.STAY;
            reasons.add("Its source is a machine's (kernel or disk): it has no other kind.");
        } else if (measured == null) {
            verdict = Verdict.UNKNOWN;
            reasons.add("It has no run that was measured, prepared, from its start on.");
        } else if (better != null) {
            verdict = Verdict.CONSIDER;
            reasons.add("As " + word(better)
                    + " it would start faster and hold less memory, by every number of the ranges.");
            reasons.add("Whether the program can become " + word(better) + " is not looked at here.");
        } else if (alternatives.stream().allMatch(one -> one.sure() == Sureness.UNKNOWN)) {
            verdict = Verdict.UNKNOWN;
            reasons.add("This host has compared nothing that says what another kind would cost.");
        } else {
            verdict = Verdict.STAY;
            reasons.add("No other kind is known to start faster and to hold less memory by every number of its range.");
        }
        return new Advice(workload.name(), kind, runs, measured, alternatives, verdict, better, reasons);
    }

    private static boolean isCheaper(@Nullable Cost other, @Nullable Cost measured) {
        return other != null
                && measured != null
                && isBelow(other.startUp(), measured.startUp())
                && isBelow(other.memoryPeak(), measured.memoryPeak());
    }

    private static boolean isBelow(@Nullable Range one, @Nullable Range other) {
        return one != null && other != null && one.high() < other.low();
    }

    /** Of prepared runs alone; null when there are no figures. */
    private static @Nullable Cost cost(List<Sample> samples) {
        List<Sample> prepared = samples.stream().filter(Sample::prepared).toList();
        Range startUp = range(prepared, Metric.START_UP);
        Range memory = range(prepared, Metric.MEMORY_PEAK);
        return startUp == null && memory == null ? null : new Cost(startUp, memory);
    }

    private static @Nullable Range range(List<Sample> samples, Metric metric) {
        Function<Sample, @Nullable Double> value = metric::of;
        double[] values = samples.stream()
                .map(value)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return values.length == 0 ? null : new Range(values[0], values[values.length - 1], values.length);
    }

    private static List<String> names(List<Evidence> evidence) {
        return evidence.stream().map(one -> one.comparison().name()).toList();
    }

    private static String word(WorkloadKind kind) {
        return kind == WorkloadKind.VM ? "VM" : kind.name().toLowerCase(Locale.ROOT);
    }

    /** One comparison with what counts in it. */
    private record Evidence(Comparison comparison, List<Trial> trials) {
        List<Sample> of(WorkloadKind kind) {
            return trials.stream()
                    .filter(trial -> trial.purpose() == Trial.Purpose.MEASURED && isOf(trial, kind))
                    .map(Trial::sample)
                    .filter(Objects::nonNull)
                    .filter(sample -> sample.succeeded() && sample.prepared())
                    .toList();
        }

        boolean has(WorkloadKind kind, String digest) {
            return of(kind).stream().anyMatch(sample -> {
                Sample.SourceUsed source = sample.source();
                return source != null && source.digest().equals(digest);
            });
        }

        private boolean isOf(Trial trial, WorkloadKind kind) {
            return comparison
                            .plan()
                            .variants()
                            .get(trial.variant())
                            .description()
                            .kind()
                    == kind;
        }
    }
}
