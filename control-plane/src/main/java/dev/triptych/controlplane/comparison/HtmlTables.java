package dev.triptych.controlplane.comparison;

import dev.triptych.controlplane.comparison.Report.Summary;
import dev.triptych.controlplane.comparison.Report.VariantReport;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The tables of a report. */
final class HtmlTables {
    private final Markup page;
    private final Report report;

    HtmlTables(Markup page, Report report) {
        this.page = page;
        this.report = report;
    }

    /** One line for each variant. */
    void overview() {
        head("Variant", "Kind", "#Succeeded", "#Start-up", "#Memory, peak", "#Processor time");
        for (VariantReport variant : report.variants()) {
            page.open("tr").leaf("td", variant.label()).leaf("td", variant.kind());
            number(variant.succeeded() + " of " + variant.attempts());
            number(median(variant, "startUp", "nanoseconds"));
            number(median(variant, "memoryPeak", "bytes"));
            number(median(variant, "cpuTime", "nanoseconds"));
            page.close();
        }
        tail();
    }

    private static String median(VariantReport variant, String figure, String unit) {
        return variant.summaries().stream()
                .filter(summary -> summary.figure().equals(figure))
                .map(Summary::median)
                .map(median -> Amount.of(median, unit))
                .findFirst()
                .orElse("–");
    }

    void footprint() {
        head("Variant", "Figure", "#Own", "#Shared", "Basis", "Quality", "Includes and leaves out");
        for (VariantReport variant : report.variants()) {
            variant.footprint().forEach(part -> {
                page.open("tr").leaf("td", variant.label()).leaf("td", part.figure());
                number(Amount.of(part.own(), part.unit()));
                number(Amount.of(part.shared(), part.unit()));
                page.leaf("td", part.basis())
                        .leaf("td", part.quality())
                        .leaf("td", part.note())
                        .close();
            });
        }
        tail();
    }

    void outputs() {
        page.leaf("p", report.output().words());
        for (VariantReport variant : report.variants()) {
            page.leaf("h3", variant.label());
            if (variant.outputs().isEmpty()) {
                page.leaf("p", "No successful repetition.", "class", "muted");
            }
            variant.outputs().stream().limit(3).forEach(output -> {
                String digest = output.digest() == null ? "not wholly kept" : output.digest();
                page.leaf("p", output.count() + " × " + output.bytes() + " bytes, " + digest, "class", "muted");
                if (!output.beginning().isEmpty()) {
                    page.leaf("pre", output.beginning());
                }
            });
        }
    }

    void inside() {
        page.leaf(
                "p",
                "A small program, one source built for all kinds, looked around once in each variant's place: same kind,"
                        + " environment, mounts and limits; its own image or module.",
                "class",
                "muted");
        Set<String> words = new TreeSet<>();
        report.variants()
                .forEach(variant -> words.addAll(variant.inside().facts().keySet()));
        if (!words.isEmpty()) {
            page.open("div", "class", "scroll").open("table").open("tr").leaf("th", "");
            report.variants().forEach(variant -> page.leaf("th", variant.label()));
            page.close();
            for (String word : words) {
                page.open("tr").leaf("th", word);
                report.variants()
                        .forEach(variant -> page.open("td")
                                .leaf("code", variant.inside().facts().getOrDefault(word, "–"))
                                .close());
                page.close();
            }
            tail();
        }
        report.variants().forEach(variant -> {
            String reason = variant.inside().reason();
            if (reason != null) {
                page.leaf("p", variant.label() + ": " + reason, "class", "doubt");
            }
        });
    }

    void sizes() {
        head("Variant", "Source", "#Size", "#Shared with other images", "What that is");
        for (VariantReport variant : report.variants()) {
            Report.Size size = variant.size();
            if (size != null) {
                page.open("tr")
                        .leaf("td", variant.label())
                        .open("td")
                        .leaf("code", size.reference())
                        .close();
                number(orNotKnown(size.bytes()));
                number(orNotKnown(size.shared()));
                page.leaf("td", size.note()).close();
            }
        }
        tail();
    }

    private static String orNotKnown(@Nullable Long bytes) {
        return bytes == null ? "not known" : Amount.of(bytes.doubleValue(), "bytes");
    }

    void host() {
        HostFacts host = report.host();
        if (host == null) {
            page.leaf("p", "It has not begun.", "class", "muted");
            return;
        }
        page.open("dl");
        term("Name", host.name());
        term("Processor", host.processors() + " × " + host.processor());
        term("Memory", Amount.of((double) host.memoryBytes(), "bytes"));
        term("System", host.system() + ", " + host.kernel() + ", " + host.architecture());
        term("Load when it began", host.load());
        term("Other workloads that ran then", String.valueOf(host.otherWorkloads()));
        term("Triptych, Java", host.triptych() + ", " + host.java());
        host.backends().forEach(backend -> {
            StringBuilder text = new StringBuilder(backend.version() == null ? "version not known" : backend.version());
            backend.facts()
                    .forEach((key, value) ->
                            text.append(", ").append(key).append(": ").append(value));
            term(backend.kind(), text.toString());
        });
        page.close();
    }

    private void term(String name, String value) {
        page.leaf("dt", name).leaf("dd", value);
    }

    void descriptions() {
        page.leaf("p", "Secrets stand here by name; their values are nowhere in a report.", "class", "muted");
        report.variants().forEach(variant -> {
            String description = variant.description();
            page.leaf("h3", variant.label()).leaf("pre", description == null ? "" : description);
        });
    }

    void samples() {
        page.leaf(
                "p",
                "Every repetition in the order in which it ran; the JSON and CSV have the same with all digits.",
                "class",
                "muted");
        page.open("details").leaf("summary", report.samples().size() + " repetitions");
        head("#", "Purpose", "Round", "Variant", "#Start-up", "#Result", "#Memory", "Temperature", "Caches", "Outcome");
        report.samples().forEach(sample -> {
            page.open("tr")
                    .leaf("td", String.valueOf(sample.position()))
                    .leaf("td", sample.purpose())
                    .leaf("td", String.valueOf(sample.round()))
                    .leaf("td", sample.variant());
            number(Amount.of(sample.figures().get("startUp"), "nanoseconds"));
            number(Amount.of(sample.figures().get("elapsed"), "nanoseconds"));
            number(Amount.of(sample.figures().get("memoryPeak"), "bytes"));
            String failure = sample.failure();
            page.leaf("td", sample.temperature() == null ? "–" : sample.temperature())
                    .leaf("td", sample.caches())
                    .leaf("td", failure == null ? "succeeded" : failure)
                    .close();
        });
        tail();
        page.close();
    }

    private void number(String text) {
        page.leaf("td", text, "class", "num");
    }

    /** A title that begins with # is of a column of numbers. */
    private void head(String... titles) {
        page.open("div", "class", "scroll").open("table").open("tr");
        for (String title : List.of(titles)) {
            boolean numeric = title.length() > 1 && title.startsWith("#");
            if (numeric) {
                page.leaf("th", title.substring(1), "class", "num");
            } else {
                page.leaf("th", title);
            }
        }
        page.close();
    }

    private void tail() {
        page.close().close();
    }
}
