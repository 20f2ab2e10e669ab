package dev.triptych.controlplane.comparison;

import dev.triptych.controlplane.comparison.Report.FigureInfo;
import dev.triptych.controlplane.comparison.Report.Method;
import dev.triptych.controlplane.comparison.Report.Pair;
import dev.triptych.controlplane.comparison.Report.Sameness;
import dev.triptych.controlplane.comparison.Report.Summary;
import dev.triptych.controlplane.comparison.Report.VariantReport;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The report as one page of HTML that needs nothing else: no script, no font, no picture from elsewhere. */
public final class HtmlReport {
    private final Report report;
    private final Markup page = new Markup();
    private final HtmlCharts charts;
    private final HtmlTables tables;

    private HtmlReport(Report report) {
        this.report = report;
        this.charts = new HtmlCharts(page, report);
        this.tables = new HtmlTables(page, report);
    }

    public static String of(Report report) {
        return new HtmlReport(report).write();
    }

    private String write() {
        page.open("html", "lang", "en").open("head").empty("meta", "charset", "utf-8");
        page.empty("meta", "http-equiv", "Content-Security-Policy", "content", ReportStyle.POLICY);
        page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        page.empty("meta", "name", "color-scheme", "content", "light dark");
        page.leaf("title", "Comparison " + report.name() + " – Triptych");
        page.leaf("style", ReportStyle.CSS).close();
        page.open("body").open("main");
        head();
        verdicts();
        startUp();
        distributions();
        ratios();
        footprint();
        section("Outputs", false, tables::outputs);
        section("What the program sees from inside", false, tables::inside);
        section("What it takes on disk", false, tables::sizes);
        section("Method", true, this::method);
        section("Host", false, tables::host);
        section("Descriptions", true, tables::descriptions);
        section("Raw samples", true, tables::samples);
        page.close().close().close();
        return page.done();
    }

    private void section(String title, boolean isLong, Runnable content) {
        page.open("section", "class", isLong ? "long" : "short").leaf("h2", title);
        content.run();
        page.close();
    }

    private void head() {
        Method method = report.method();
        page.open("header").leaf("div", "Triptych · comparison", "class", "brand");
        page.leaf("h1", report.variants().stream().map(VariantReport::label).collect(Collectors.joining(" · ")));
        page.leaf("p", report.message(), "class", "muted");
        page.open("ul", "class", "facts");
        fact("Name", report.name());
        fact("State", report.state().name().toLowerCase(Locale.ROOT));
        fact("Mode", method.mode());
        fact("Temperature", method.temperature());
        fact("Rounds", method.rounds() + " of at most " + method.repetitions());
        fact("Seed", String.valueOf(method.seed()));
        if (report.startedAt() != null) {
            fact("Begun", String.valueOf(report.startedAt()));
        }
        page.close().close();
    }

    private void fact(String name, String value) {
        page.open("li").text(name + " ").leaf("b", value).close();
    }

    private void verdicts() {
        section("What can be said", false, () -> {
            page.open("ul", "class", "verdicts");
            if (report.summary().isEmpty()) {
                page.leaf("li", "Nothing yet.");
            }
            report.summary().forEach(words -> page.leaf("li", words));
            page.close();
            Sameness output = report.output();
            page.leaf(
                    "p",
                    output.words(),
                    "class",
                    switch (output.verdict()) {
                        case SAME -> "good";
                        case DIFFERENT -> "bad";
                        case VARIES, UNKNOWN -> "doubt";
                    });
            report.variants().stream()
                    .filter(variant -> variant.failed() > 0)
                    .forEach(variant -> page.leaf(
                            "p",
                            variant.label() + " failed " + variant.failed() + " of " + variant.attempts() + " times: "
                                    + variant.failures().stream()
                                            .map(failure -> failure.count() + " × " + failure.code() + " ("
                                                    + failure.message() + ")")
                                            .collect(Collectors.joining("; ")),
                            "class",
                            "bad"));
            report.variants().stream()
                    .filter(variant -> variant.setAside() > 0)
                    .forEach(variant -> page.leaf(
                            "p",
                            variant.label() + ": " + variant.setAside()
                                    + " repetitions were not prepared and stand in no figure.",
                            "class",
                            "doubt"));
            tables.overview();
        });
    }

    private void startUp() {
        section("Start-up, phase by phase", false, charts::phases);
    }

    private void distributions() {
        section("Distributions", false, () -> {
            report.figures().forEach(charts::distribution);
            page.open("div", "class", "scroll").open("table").open("tr");
            for (String head : List.of("Figure", "Variant")) {
                page.leaf("th", head);
            }
            for (String head : List.of("n", "median", "95 % interval", "p95", "spread (IQR)", "least", "most")) {
                page.leaf("th", head, "class", "num");
            }
            page.leaf("th", "basis").leaf("th", "quality").close();
            for (FigureInfo figure : report.figures()) {
                for (VariantReport variant : report.variants()) {
                    variant.summaries().stream()
                            .filter(summary -> summary.figure().equals(figure.figure()))
                            .forEach(summary -> row(figure, variant, summary));
                }
            }
            page.close().close();
        });
    }

    private void row(FigureInfo figure, VariantReport variant, Summary summary) {
        String unit = figure.unit();
        page.open("tr").leaf("td", figure.title()).leaf("td", variant.label());
        String interval = summary.low() == null
                ? "too few"
                : Amount.of(summary.low(), unit) + " – " + Amount.of(summary.high(), unit);
        for (String cell : List.of(
                String.valueOf(summary.count()),
                Amount.of(summary.median(), unit),
                interval,
                Amount.of(summary.p95(), unit),
                Amount.of(summary.spread(), unit),
                Amount.of(summary.least(), unit),
                Amount.of(summary.most(), unit))) {
            page.leaf("td", cell, "class", "num");
        }
        page.leaf("td", summary.basis()).leaf("td", summary.quality()).close();
    }

    private void ratios() {
        section("Ratios", false, () -> {
            report.figures().forEach(charts::ratios);
            page.open("div", "class", "scroll").open("table").open("tr");
            page.leaf("th", "Figure")
                    .leaf("th", "Verdict")
                    .leaf("th", "Pairs", "class", "num")
                    .close();
            for (Pair pair : report.pairs()) {
                page.open("tr")
                        .leaf("td", title(pair.figure()) + (pair.primary() ? " (primary)" : ""))
                        .leaf("td", pair.words())
                        .leaf("td", String.valueOf(pair.pairs()), "class", "num")
                        .close();
            }
            page.close().close();
        });
    }

    private String title(String figure) {
        return report.figures().stream()
                .filter(info -> info.figure().equals(figure))
                .map(FigureInfo::title)
                .findFirst()
                .orElse(figure);
    }

    private void footprint() {
        section("Footprint", false, () -> {
            charts.footprint("memoryPeak", "Memory, peak");
            charts.footprint("cpuTime", "Processor time");
            tables.footprint();
        });
    }

    private void method() {
        page.open("ul", "class", "notes");
        report.method().notes().forEach(note -> page.leaf("li", note));
        page.close().leaf("h3", "What each figure does not include").open("dl");
        report.figures().forEach(figure -> page.leaf("dt", figure.title()).leaf("dd", figure.leavesOut()));
        page.close();
    }
}
