package dev.triptych.controlplane.comparison;

import dev.triptych.controlplane.comparison.Report.FigureInfo;
import dev.triptych.controlplane.comparison.Report.FootprintPart;
import dev.triptych.controlplane.comparison.Report.Pair;
import dev.triptych.controlplane.comparison.Report.PhaseSummary;
import dev.triptych.controlplane.comparison.Report.SampleRow;
import dev.triptych.controlplane.comparison.Report.Summary;
import dev.triptych.controlplane.comparison.Report.VariantReport;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The pictures of a report: rows of bars that take the width there is, with their text beside them. */
final class HtmlCharts {
    private static final double WIDE = 1000;
    private static final String[] BAR = {"viewBox", "0 0 1000 20", "preserveAspectRatio", "none", "role", "img"};

    private final Markup page;
    private final Report report;

    HtmlCharts(Markup page, Report report) {
        this.page = page;
        this.report = report;
    }

    /** Start-up phases: on one scale, and each start-up by itself as a whole. */
    void phases() {
        double longest = report.variants().stream()
                .mapToDouble(HtmlCharts::startUp)
                .max()
                .orElse(0);
        page.open("figure").leaf("figcaption", "Medians of the phases, all on one scale");
        report.variants().forEach(variant -> phaseRow(variant, longest));
        axis("0", Amount.of(longest, "nanoseconds"));
        page.close();
        page.open("figure").leaf("figcaption", "The same, each start-up by itself: where its time goes");
        report.variants().forEach(variant -> phaseRow(variant, startUp(variant)));
        axis("0 %", "100 %");
        legend("queued", "prepare", "create", "start", "ready");
        page.close();
    }

    private static double startUp(VariantReport variant) {
        return variant.phases().stream()
                .map(PhaseSummary::median)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    private void phaseRow(VariantReport variant, double whole) {
        StringBuilder said = new StringBuilder(variant.label());
        variant.phases()
                .forEach(phase -> said.append(", ")
                        .append(phase.phase())
                        .append(' ')
                        .append(Amount.of(phase.median(), "nanoseconds")));
        begin(variant.label(), said.toString());
        double from = 0;
        for (PhaseSummary phase : variant.phases()) {
            Double median = phase.median();
            if (median != null && whole > 0) {
                double width = WIDE * median / whole;
                rect(phase.phase(), from, width);
                from += width;
            }
        }
        end(Amount.of(startUp(variant), "nanoseconds"));
    }

    /** Each repetition as a line, the median and its interval, on a logarithmic scale. */
    void distribution(FigureInfo figure) {
        List<SampleRow> counted = report.samples().stream()
                .filter(sample -> sample.counted() && sample.figures().getOrDefault(figure.figure(), 0.0) > 0)
                .toList();
        if (counted.isEmpty()) {
            return;
        }
        double least = counted.stream()
                        .mapToDouble(sample -> value(sample, figure))
                        .min()
                        .orElse(1)
                * 0.95;
        double most = counted.stream()
                        .mapToDouble(sample -> value(sample, figure))
                        .max()
                        .orElse(1)
                * 1.05;
        Scale scale = new Scale(least, most);
        page.open("figure")
                .leaf(
                        "figcaption",
                        figure.title() + ": each line is one repetition, the dark one the median, the band its 95 %"
                                + " interval; logarithmic scale");
        for (VariantReport variant : report.variants()) {
            begin(variant.label(), figure.title() + " of " + variant.label() + ", distribution");
            for (Summary summary : variant.summaries()) {
                if (summary.figure().equals(figure.figure()) && summary.median() > 0) {
                    band(scale, summary);
                }
            }
            counted.stream()
                    .filter(sample -> sample.variant().equals(variant.label()))
                    .forEach(sample -> line("tick", scale.at(value(sample, figure)), 4, 16));
            Double median = null;
            for (Summary summary : variant.summaries()) {
                if (summary.figure().equals(figure.figure()) && summary.median() > 0) {
                    line("median", scale.at(summary.median()), 0, 20);
                    median = summary.median();
                }
            }
            end(Amount.of(median, figure.unit()));
        }
        axis(
                Amount.of(least, figure.unit()),
                Amount.of(Math.sqrt(least * most), figure.unit()),
                Amount.of(most, figure.unit()));
        page.close();
    }

    private void band(Scale scale, Summary summary) {
        Double low = summary.low();
        Double high = summary.high();
        if (low != null && high != null && low > 0) {
            rect("interval", scale.at(low), Math.max(2, scale.at(high) - scale.at(low)));
        }
    }

    private static double value(SampleRow sample, FigureInfo figure) {
        return sample.figures().getOrDefault(figure.figure(), 0.0);
    }

    /** The ratios of one figure with their intervals, on a logarithmic scale around 1. */
    void ratios(FigureInfo figure) {
        List<Pair> pairs = report.pairs().stream()
                .filter(pair -> pair.figure().equals(figure.figure()) && pair.ratio() != null)
                .toList();
        if (pairs.isEmpty()) {
            return;
        }
        double widest = 1.05;
        for (Pair pair : pairs) {
            double low = Objects.requireNonNullElse(pair.low(), 1.0);
            double high = Objects.requireNonNullElse(pair.high(), 1.0);
            widest = Math.max(widest, Math.max(high, 1 / low));
        }
        Scale scale = new Scale(1 / widest, widest);
        page.open("figure")
                .leaf("figcaption", figure.title() + ": ratio of the medians with its interval; 1 is no difference");
        for (Pair pair : pairs) {
            begin(pair.first() + " : " + pair.second(), pair.words());
            line("one", scale.at(1), 0, 20);
            double low = Objects.requireNonNullElse(pair.low(), 1.0);
            double high = Objects.requireNonNullElse(pair.high(), 1.0);
            rect("interval", scale.at(low), Math.max(3, scale.at(high) - scale.at(low)));
            line("median", scale.at(Objects.requireNonNullElse(pair.ratio(), 1.0)), 3, 17);
            end(Verdicts.range(low, high));
        }
        axis(Verdicts.range(1 / widest, 1 / widest), "1", Verdicts.range(widest, widest));
        page.close();
    }

    /** Own and shared part of one figure of the footprint. */
    void footprint(String figure, String title) {
        double largest = report.variants().stream()
                .flatMap(variant -> variant.footprint().stream())
                .filter(part -> part.figure().equals(figure))
                .mapToDouble(HtmlCharts::whole)
                .max()
                .orElse(0);
        if (largest <= 0) {
            return;
        }
        page.open("figure").leaf("figcaption", title + ", medians");
        for (VariantReport variant : report.variants()) {
            begin(variant.label(), title + " of " + variant.label());
            String shown = "–";
            for (FootprintPart part : variant.footprint()) {
                if (part.figure().equals(figure)) {
                    double own = WIDE * number(part.own()) / largest;
                    rect("own", 0, own);
                    rect("shared", own, WIDE * number(part.shared()) / largest);
                    shown = part.own() == null ? "–" : Amount.of(whole(part), part.unit());
                }
            }
            end(shown);
        }
        legend("own", "shared");
        page.close();
    }

    private static double whole(FootprintPart part) {
        return number(part.own()) + number(part.shared());
    }

    private static double number(@org.jspecify.annotations.Nullable Double value) {
        return value == null ? 0 : value;
    }

    private void begin(String label, String said) {
        page.open("div", "class", "row").leaf("span", label, "class", "label");
        String[] attributes = java.util.Arrays.copyOf(BAR, BAR.length + 2);
        attributes[BAR.length] = "aria-label";
        attributes[BAR.length + 1] = said;
        page.open("svg", attributes).leaf("title", said);
    }

    private void end(String value) {
        page.close().leaf("span", value, "class", "value").close();
    }

    private void rect(String kind, double from, double width) {
        page.empty("rect", "class", kind, "x", coordinate(from), "y", "0", "width", coordinate(width), "height", "20");
    }

    private void line(String kind, double at, int from, int to) {
        page.empty(
                "line",
                "class",
                kind,
                "vector-effect",
                "non-scaling-stroke",
                "x1",
                coordinate(at),
                "x2",
                coordinate(at),
                "y1",
                String.valueOf(from),
                "y2",
                String.valueOf(to));
    }

    private void axis(String... labels) {
        page.open("div", "class", "axis", "aria-hidden", "true").open("div");
        for (String label : labels) {
            page.leaf("span", label);
        }
        page.close().close();
    }

    private void legend(String... kinds) {
        page.open("ul", "class", "legend");
        for (String kind : kinds) {
            page.open("li")
                    .open("svg", "viewBox", "0 0 10 10", "aria-hidden", "true")
                    .empty("rect", "class", kind, "width", "10", "height", "10")
                    .close()
                    .text(kind)
                    .close();
        }
        page.close();
    }

    private static String coordinate(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /** Logarithmic, over the whole width. */
    private record Scale(double least, double most) {
        double at(double value) {
            return WIDE * (Math.log(value) - Math.log(least)) / (Math.log(most) - Math.log(least));
        }
    }
}
