package dev.triptych.controlplane.comparison;

import dev.triptych.controlplane.comparison.Plan.Variant;
import dev.triptych.controlplane.comparison.Report.FailureCount;
import dev.triptych.controlplane.comparison.Report.FootprintPart;
import dev.triptych.controlplane.comparison.Report.OutputCount;
import dev.triptych.controlplane.comparison.Report.PhaseSummary;
import dev.triptych.controlplane.comparison.Report.Size;
import dev.triptych.controlplane.comparison.Report.Summary;
import dev.triptych.controlplane.comparison.Report.VariantReport;
import dev.triptych.controlplane.comparison.Trial.Purpose;
import dev.triptych.controlplane.workload.Phase;
import dev.triptych.spi.Figure;
import dev.triptych.spi.Usage;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.statistics.Bootstrap;
import dev.triptych.statistics.Quantiles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The part of a report that is about one variant. */
final class VariantReporting {
    private static final double CONFIDENCE = 0.95;

    private final Plan plan;
    private final Variant variant;
    private final List<Sample> all;
    private final List<Sample> counted;

    private VariantReporting(Plan plan, int index, List<Trial> trials) {
        this.plan = plan;
        this.variant = plan.variants().get(index);
        this.all = trials.stream()
                .filter(trial -> trial.purpose() == Purpose.MEASURED)
                .map(trial -> Objects.requireNonNull(trial.sample()))
                .toList();
        this.counted = all.stream()
                .filter(sample -> sample.succeeded() && sample.prepared())
                .toList();
    }

    /** Of this variant's repetitions that have ended, whatever they were for. */
    static VariantReport of(Plan plan, int index, List<Trial> trials) {
        return new VariantReporting(plan, index, trials).report(trials);
    }

    private VariantReport report(List<Trial> trials) {
        int failed = (int) all.stream().filter(sample -> !sample.succeeded()).count();
        return new VariantReport(
                variant.label(),
                variant.description().kind().name().toLowerCase(Locale.ROOT),
                all.size(),
                counted.size(),
                failed,
                all.size() - failed - counted.size(),
                failures(),
                outputs(),
                summaries(),
                phases(),
                footprint(),
                size(trials),
                InsideView.of(plan, trials),
                variant.shown());
    }

    private List<FailureCount> failures() {
        Map<Sample.Failure, Integer> counts = new LinkedHashMap<>();
        all.forEach(sample -> {
            Sample.Failure failure = sample.failure();
            if (failure != null) {
                counts.merge(failure, 1, Integer::sum);
            }
        });
        return counts.entrySet().stream()
                .map(count ->
                        new FailureCount(count.getKey().code(), count.getKey().message(), count.getValue()))
                .toList();
    }

    private List<OutputCount> outputs() {
        Map<Sample.Output, Integer> counts = new LinkedHashMap<>();
        all.stream().filter(Sample::succeeded).forEach(sample -> {
            Sample.Output output = sample.output();
            if (output != null) {
                counts.merge(output, 1, Integer::sum);
            }
        });
        return counts.entrySet().stream()
                .map(count -> new OutputCount(
                        count.getKey().digest(),
                        count.getKey().bytes(),
                        count.getKey().beginning(),
                        count.getValue()))
                .toList();
    }

    private List<Summary> summaries() {
        List<Summary> summaries = new ArrayList<>();
        for (Metric metric : Metric.of(plan)) {
            double[] values = counted.stream()
                    .map(metric::of)
                    .filter(Objects::nonNull)
                    .mapToDouble(Double::doubleValue)
                    .toArray();
            if (values.length > 0) {
                summaries.add(summary(metric, values));
            }
        }
        return summaries;
    }

    private Summary summary(Metric metric, double[] values) {
        double[] interval = values.length < Bootstrap.leastSamples(CONFIDENCE)
                ? null
                : Bootstrap.medianInterval(values, CONFIDENCE, plan.seed());
        Figure figure = counted.stream()
                .map(sample -> figure(metric, sample.footprint()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return new Summary(
                Verdicts.figure(metric),
                values.length,
                Quantiles.median(values),
                Quantiles.quantile(values, 0.95),
                Quantiles.quantile(values, 0.75) - Quantiles.quantile(values, 0.25),
                Quantiles.quantile(values, 0),
                Quantiles.quantile(values, 1),
                interval == null ? null : interval[0],
                interval == null ? null : interval[1],
                figure == null ? "monotonic-clock" : figure.basis(),
                figure == null ? "measured" : figure.quality().name().toLowerCase(Locale.ROOT));
    }

    private static @Nullable Figure figure(Metric metric, @Nullable Usage usage) {
        if (usage == null) {
            return null;
        }
        return switch (metric) {
            case MEMORY_PEAK -> usage.memoryPeak();
            case CPU_TIME -> usage.cpuTime();
            case START_UP, ELAPSED, THROUGHPUT, LATENCY_P50, LATENCY_P99 -> null;
        };
    }

    private List<PhaseSummary> phases() {
        List<PhaseSummary> phases = new ArrayList<>();
        for (Phase.Name name : Phase.Name.values()) {
            List<Phase> found = counted.stream()
                    .flatMap(sample -> sample.phases().stream())
                    .filter(phase -> phase.name() == name)
                    .toList();
            double[] nanos = found.stream()
                    .map(Phase::nanos)
                    .filter(Objects::nonNull)
                    .mapToDouble(Long::doubleValue)
                    .toArray();
            String reason = found.stream()
                    .map(Phase::unavailable)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse("no repetition has it");
            phases.add(new PhaseSummary(
                    name.name().toLowerCase(Locale.ROOT),
                    nanos.length,
                    nanos.length == 0 ? null : Quantiles.median(nanos),
                    nanos.length == 0 ? reason : null));
        }
        return phases;
    }

    private List<FootprintPart> footprint() {
        Map<String, Function<Usage, Figure>> parts = new LinkedHashMap<>();
        parts.put("memoryPeak", Usage::memoryPeak);
        parts.put("cpuTime", Usage::cpuTime);
        parts.put("threads", Usage::threads);
        parts.put("disk", Usage::disk);
        parts.put("networkReceived", Usage::received);
        parts.put("networkSent", Usage::sent);
        List<Usage> usages =
                counted.stream().map(Sample::footprint).filter(Objects::nonNull).toList();
        return usages.isEmpty()
                ? List.of()
                : parts.entrySet().stream()
                        .map(part -> part(
                                part.getKey(),
                                usages.stream().map(part.getValue()).toList()))
                        .toList();
    }

    private static FootprintPart part(String name, List<Figure> figures) {
        return new FootprintPart(
                name,
                figures.getFirst().unit().name().toLowerCase(Locale.ROOT),
                median(figures, Figure::own),
                median(figures, Figure::shared),
                distinct(figures, Figure::basis),
                distinct(figures, figure -> figure.quality().name().toLowerCase(Locale.ROOT)),
                distinct(figures, Figure::note));
    }

    private static String distinct(List<Figure> figures, Function<Figure, String> text) {
        return figures.stream()
                .map(text)
                .filter(one -> !one.isEmpty())
                .distinct()
                .limit(3)
                .collect(Collectors.joining(", "));
    }

    private static @Nullable Double median(List<Figure> figures, Function<Figure, @Nullable Long> part) {
        double[] values = figures.stream()
                .map(part)
                .filter(Objects::nonNull)
                .mapToDouble(Long::doubleValue)
                .toArray();
        return values.length == 0 ? null : Quantiles.median(values);
    }

    /** Only images have layers that others can have as well. */
    private @Nullable Long shared(List<Sample.SourceUsed> sources) {
        if (variant.description().kind() != WorkloadKind.CONTAINER) {
            return 0L;
        }
        return sources.stream()
                .map(Sample.SourceUsed::shared)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private @Nullable Size size(List<Trial> trials) {
        List<Sample.SourceUsed> sources = trials.stream()
                .filter(trial -> trial.purpose() != Purpose.INSIDE)
                .map(trial -> Objects.requireNonNull(trial.sample()).source())
                .filter(Objects::nonNull)
                .toList();
        Sample.SourceUsed source = sources.isEmpty() ? null : sources.getFirst();
        return source == null
                ? null
                : new Size(
                        source.reference(),
                        source.digest(),
                        source.size(),
                        shared(sources),
                        switch (variant.description().kind()) {
                            case VM ->
                                "Its own: the source, made into a root once per digest. Shared with other VMs and"
                                        + " not in it: the guest kernel, the initrd, QEMU and its firmware.";
                            case CONTAINER ->
                                "All layers, unpacked. Those that other images of this host have too are on disk"
                                        + " once. Not in it: Docker, containerd, the shim.";
                            case WASM ->
                                "Its own: the module. Not in it: its compiled form, and the engine and JVM that"
                                        + " all modules share.";
                        });
    }
}
