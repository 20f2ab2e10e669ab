package dev.triptych.controlplane.comparison;

import dev.triptych.controlplane.comparison.Report.FigureInfo;
import dev.triptych.controlplane.comparison.Report.SampleRow;
import dev.triptych.controlplane.workload.Phase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The raw samples as CSV (RFC 4180), one line for each repetition. Text can become no formula of a spreadsheet. */
public final class CsvReport {
    private static final String FORMULA_BEGINS = "=+-@\t\r";
    private static final List<String> PHASES = Arrays.stream(Phase.Name.values())
            .map(name -> name.name().toLowerCase(Locale.ROOT))
            .toList();

    private CsvReport() {}

    public static String of(Report report) {
        List<String> figures = report.figures().stream().map(FigureInfo::figure).toList();
        List<String> head = new ArrayList<>(List.of(
                "position",
                "purpose",
                "round",
                "variant",
                "attempt",
                "workload",
                "begunAt",
                "succeeded",
                "counted",
                "failure",
                "exitCode",
                "temperature",
                "caches"));
        report.figures().forEach(figure -> head.add(figure.figure() + " (" + figure.unit() + ")"));
        PHASES.forEach(phase -> head.add(phase + " (nanoseconds)"));
        head.add("outputDigest");
        StringBuilder csv = new StringBuilder(line(head));
        report.samples().forEach(sample -> csv.append(line(cells(sample, figures))));
        return csv.toString();
    }

    private static List<String> cells(SampleRow sample, List<String> figures) {
        List<String> cells = new ArrayList<>(List.of(
                String.valueOf(sample.position()),
                text(sample.purpose()),
                String.valueOf(sample.round()),
                text(sample.variant()),
                String.valueOf(sample.attempt()),
                sample.workload(),
                sample.begunAt().toString(),
                String.valueOf(sample.succeeded()),
                String.valueOf(sample.counted()),
                text(sample.failure()),
                sample.exitCode() == null ? "" : String.valueOf(sample.exitCode()),
                text(sample.temperature()),
                text(sample.caches())));
        figures.forEach(figure -> cells.add(number(sample.figures().get(figure))));
        PHASES.forEach(phase -> cells.add(
                sample.phases().containsKey(phase)
                        ? String.valueOf(sample.phases().get(phase))
                        : ""));
        cells.add(text(sample.outputDigest()));
        return cells;
    }

    private static String number(@Nullable Double value) {
        return value == null ? "" : String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f" : "%.4f", value);
    }

    /** As OWASP advises against CSV injection: an apostrophe before what a spreadsheet would take for a formula. */
    static String text(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        String safe = Markup.safe(text);
        return FORMULA_BEGINS.indexOf(safe.charAt(0)) >= 0 ? "'" + safe : safe;
    }

    private static String line(List<String> cells) {
        return cells.stream().map(CsvReport::quoted).collect(Collectors.joining(",")) + "\r\n";
    }

    private static String quoted(String cell) {
        boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? cell : "\"" + cell.replace("\"", "\"\"") + "\"";
    }
}
