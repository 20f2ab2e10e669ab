package dev.triptych.controlplane.comparison;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can be concluded from a comparison, and all that it rests on. Its JSON is {@code ComparisonReport} of the API; a null
 * is left out there.
 *
 * @param summary the verdicts of the primary figures, in words
 * @param method how it was measured and computed
 */
public record Report(
        String name,
        Comparison.State state,
        String message,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        Method method,
        List<String> summary,
        Sameness output,
        List<VariantReport> variants,
        List<FigureInfo> figures,
        List<Pair> pairs,
        @Nullable HostFacts host,
        List<SampleRow> samples) {
    public Report {
        summary = List.copyOf(summary);
        variants = List.copyOf(variants);
        figures = List.copyOf(figures);
        pairs = List.copyOf(pairs);
        samples = List.copyOf(samples);
    }

    /**
     * How it was done.
     *
     * @param mode {@code job} or {@code service}
     * @param precision asked for, with {@code auto}
     * @param notes sentences on order, temperature, intervals and many comparisons at once
     */
    public record Method(
            String mode,
            String temperature,
            long seed,
            int repetitions,
            int rounds,
            @Nullable Double precision,
            int warmUps,
            double confidence,
            Plan.@Nullable LoadPlan load,
            List<String> notes) {}

    /** Whether the variants printed the same. */
    public record Sameness(Sameness.Likeness verdict, String words) {
        /** What is known of it. */
        public enum Likeness {
            SAME,
            DIFFERENT,
            /** One variant prints something else each time, so that nothing can be said. */
            VARIES,
            UNKNOWN
        }
    }

    /** What a figure is, and what it does not include. */
    public record FigureInfo(String figure, String title, String unit, boolean primary, String leavesOut) {}

    /**
     * One variant.
     *
     * @param setAside repetitions that succeeded at another temperature than the declared one, and stand in no figure
     * @param outputs different outputs of successful repetitions, with how often each came
     * @param description as the API shows it, in JSON
     */
    public record VariantReport(
            String label,
            String kind,
            int attempts,
            int succeeded,
            int failed,
            int setAside,
            List<FailureCount> failures,
            List<OutputCount> outputs,
            List<Summary> summaries,
            List<PhaseSummary> phases,
            List<FootprintPart> footprint,
            @Nullable Size size,
            Inside inside,
            @Nullable String description) {}

    /** How often something went wrong. */
    public record FailureCount(String code, String message, int count) {}

    /** How often something was printed; the digest is missing where some of the output is. */
    public record OutputCount(@Nullable String digest, long bytes, String beginning, int count) {}

    /**
     * One figure of one variant.
     *
     * @param spread the distance between the quartiles
     * @param low and {@code high}: the 95 % interval of the median; missing where there are too few
     */
    public record Summary(
            String figure,
            int count,
            double median,
            double p95,
            double spread,
            double least,
            double most,
            @Nullable Double low,
            @Nullable Double high,
            String basis,
            String quality) {}

    /** One phase of one variant; the reason says why there is no median. */
    public record PhaseSummary(
            String phase,
            int count,
            @Nullable Double median,
            @Nullable String reason) {}

    /**
     * A part of the footprint, medians over the repetitions.
     *
     * @param own what the variant alone costs
     * @param shared its share of what several use
     */
    public record FootprintPart(
            String figure,
            String unit,
            @Nullable Double own,
            @Nullable Double shared,
            String basis,
            String quality,
            String note) {}

    /**
     * What has to be on disk.
     *
     * @param bytes of the source itself; null when not known
     * @param shared the part of them that was on disk once for several images of this host when the comparison ran, 0
     *     for kinds without layers; null when not known
     * @param note what is shared with others and what is not in it
     */
    public record Size(
            String reference,
            String digest,
            @Nullable Long bytes,
            @Nullable Long shared,
            String note) {}

    /** What the probe program saw; the reason says why there is nothing. */
    public record Inside(
            Map<String, String> facts, @Nullable String reason) {}

    /**
     * Two variants by one figure.
     *
     * @param first and {@code second}: labels
     * @param pairs rounds that have both
     * @param ratio first : second; null where it cannot be had
     */
    public record Pair(
            String figure,
            boolean primary,
            String first,
            String second,
            int pairs,
            @Nullable Double ratio,
            @Nullable Double low,
            @Nullable Double high,
            Verdict verdict,
            String words) {
        /** What can be said. */
        public enum Verdict {
            DIFFERS,
            NO_DIFFERENCE_SHOWN,
            TOO_FEW,
            NOT_COMPARABLE
        }
    }

    /** One repetition, raw. Times in nanoseconds, memory in bytes. */
    public record SampleRow(
            int position,
            String purpose,
            int round,
            String variant,
            int attempt,
            String workload,
            Instant begunAt,
            boolean succeeded,
            boolean counted,
            @Nullable String failure,
            @Nullable Integer exitCode,
            @Nullable String temperature,
            String caches,
            Map<String, Double> figures,
            Map<String, Long> phases,
            @Nullable String outputDigest) {}
}
