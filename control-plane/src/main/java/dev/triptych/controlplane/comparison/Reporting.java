package dev.triptych.controlplane.comparison;

import dev.triptych.controlplane.comparison.Report.FigureInfo;
import dev.triptych.controlplane.comparison.Report.Method;
import dev.triptych.controlplane.comparison.Report.Pair;
import dev.triptych.controlplane.comparison.Report.Sameness;
import dev.triptych.controlplane.comparison.Report.SampleRow;
import dev.triptych.controlplane.comparison.Report.VariantReport;
import dev.triptych.controlplane.comparison.Trial.Purpose;
import dev.triptych.controlplane.workload.Phase;
import dev.triptych.spi.Preparation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the report out of what is on record. */
final class Reporting {
    private final Comparison comparison;
    private final Plan plan;
    private final List<Trial> ended;
    private final List<Trial> measured;

    private Reporting(Comparison comparison, List<Trial> ended) {
        this.comparison = comparison;
        this.plan = comparison.plan();
        this.ended = ended;
        this.measured = ended.stream()
                .filter(trial -> trial.purpose() == Purpose.MEASURED)
                .toList();
    }

    static Report of(Comparison.View view, List<Trial> trials) {
        return new Reporting(
                        view.comparison(),
                        trials.stream().filter(trial -> trial.sample() != null).toList())
                .report(view.progress().rounds());
    }

    private Report report(int rounds) {
        PairComparison pairs = new PairComparison(plan, measured);
        List<Pair> verdicts = new Verdicts(plan, pairs).all();
        List<VariantReport> variants = new ArrayList<>();
        for (int i = 0; i < plan.variants().size(); i++) {
            int index = i;
            variants.add(VariantReporting.of(
                    plan,
                    index,
                    ended.stream().filter(trial -> trial.variant() == index).toList()));
        }
        return new Report(
                comparison.name(),
                comparison.state(),
                comparison.message(),
                comparison.createdAt(),
                comparison.startedAt(),
                comparison.endedAt(),
                method(rounds, pairs),
                verdicts.stream().filter(Pair::primary).map(Pair::words).toList(),
                sameness(variants),
                variants,
                Metric.of(plan).stream().map(Reporting::info).toList(),
                verdicts,
                comparison.host(),
                ended.stream().map(this::row).toList());
    }

    private static FigureInfo info(Metric metric) {
        return new FigureInfo(
                Verdicts.figure(metric),
                metric.title(),
                metric.unit().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                metric.isPrimary(),
                metric.leavesOut());
    }

    private Method method(int rounds, PairComparison pairs) {
        return new Method(
                plan.ofServices() ? "service" : "job",
                "prepared",
                plan.seed(),
                plan.repetitions(),
                rounds,
                plan.precision(),
                plan.warmUps(),
                pairs.confidence(),
                plan.load(),
                MethodNotes.of(plan, pairs));
    }

    private static Sameness sameness(List<VariantReport> variants) {
        if (variants.stream()
                .anyMatch(variant -> variant.outputs().isEmpty()
                        || variant.outputs().stream().anyMatch(output -> output.digest() == null))) {
            return new Sameness(
                    Sameness.Likeness.UNKNOWN,
                    "Not every variant has a successful repetition whose whole output is kept.");
        }
        String varying = variants.stream()
                .filter(variant -> variant.outputs().size() > 1)
                .map(VariantReport::label)
                .collect(Collectors.joining(", "));
        if (!varying.isEmpty()) {
            return new Sameness(
                    Sameness.Likeness.VARIES,
                    "The output is not the same each time (" + varying
                            + "), so it cannot be said whether the variants do" + " the same.");
        }
        long different = variants.stream()
                .map(variant -> variant.outputs().getFirst().digest())
                .distinct()
                .count();
        return different == 1
                ? new Sameness(Sameness.Likeness.SAME, "All variants printed the same bytes, every time.")
                : new Sameness(
                        Sameness.Likeness.DIFFERENT,
                        "The variants printed different results: they may not do the same work, and then the figures"
                                + " say little.");
    }

    private SampleRow row(Trial trial) {
        Sample sample = trial.sample();
        if (sample == null) {
            throw new IllegalArgumentException("a repetition under way is no sample");
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        for (Metric metric : Metric.of(plan)) {
            Double value = metric.of(sample);
            if (value != null) {
                figures.put(Verdicts.figure(metric), value);
            }
        }
        Map<String, Long> phases = new LinkedHashMap<>();
        for (Phase phase : sample.phases()) {
            Long nanos = phase.nanos();
            if (nanos != null) {
                phases.put(phase.name().name().toLowerCase(Locale.ROOT), nanos);
            }
        }
        Preparation preparation = sample.preparation();
        Sample.Output output = sample.output();
        Sample.Failure failure = sample.failure();
        return new SampleRow(
                trial.position(),
                trial.purpose().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                trial.round(),
                plan.variants().get(trial.variant()).label(),
                trial.attempt(),
                trial.workload(),
                trial.begunAt(),
                sample.succeeded(),
                trial.purpose() == Purpose.MEASURED && sample.succeeded() && sample.prepared(),
                failure == null ? null : failure.code() + ": " + failure.message(),
                sample.exitCode(),
                preparation == null ? null : preparation.temperature().name().toLowerCase(Locale.ROOT),
                caches(preparation),
                figures,
                phases,
                output == null ? null : output.digest());
    }

    /** The proof of the temperature: each cache that was asked, and its counters after that. */
    private static String caches(@Nullable Preparation preparation) {
        return preparation == null
                ? ""
                : preparation.uses().stream()
                        .map(use -> use.cache() + (use.hit() ? " hit " : " miss ") + use.hits() + "/" + use.misses())
                        .collect(Collectors.joining("; "));
    }
}
