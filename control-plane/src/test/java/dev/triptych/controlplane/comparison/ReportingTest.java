package dev.triptych.controlplane.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.comparison.Comparison.Progress;
import dev.triptych.controlplane.comparison.Comparison.State;
import dev.triptych.controlplane.comparison.Plan.Variant;
import dev.triptych.controlplane.comparison.Report.Sameness.Likeness;
import dev.triptych.controlplane.comparison.Report.VariantReport;
import dev.triptych.controlplane.comparison.Trial.Purpose;
import dev.triptych.controlplane.reconcile.Jobs;
import dev.triptych.spi.Preparation.Temperature;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportingTest {
    private static final String HOSTILE = "</pre><script>alert(1)</script>\u001b[31m\u202e&<img src=x onerror=y>";

    private static Report report(Plan plan, List<Trial> trials) {
        HostFacts host = new HostFacts(
                "host",
                "Debian",
                "6.1",
                "amd64",
                "EPYC",
                2,
                1L << 30,
                "0.1 0.2 0.3",
                1,
                "1",
                "25",
                List.of(new HostFacts.Backend("wasm", null, Map.of("engines", HOSTILE))));
        Comparison comparison = new Comparison(
                UUID.randomUUID(),
                "c",
                plan,
                State.DONE,
                false,
                "Done.",
                Samples.AT,
                "tester",
                Samples.AT,
                Samples.AT,
                host);
        return Reporting.of(new Comparison.View(comparison, new Progress(0, 0, 20, 0, null)), trials);
    }

    private static Plan hostilePlan() {
        Plan plan = Samples.plan(20, null, "x", "y");
        return new Plan(
                List.of(
                        new Variant("=cmd|' /C calc'!A0", Jobs.wasm("job", "0"), "{\"args\":[\"</pre><script>\"]}"),
                        plan.variants().get(1)),
                20,
                null,
                1,
                42,
                true,
                null);
    }

    private static List<Trial> hostileTrials() {
        List<Trial> trials = new ArrayList<>(Samples.rounds(3, 20, 300, 2));
        trials.set(0, Samples.measured(0, 0, 0, Samples.sample(300_000_000, Temperature.PREPARED, HOSTILE)));
        trials.set(2, Samples.measured(2, 1, 0, Sample.failed("EXITED", "=HYPERLINK(\"http://x\") " + HOSTILE)));
        trials.add(
                new Trial(40, Purpose.INSIDE, 0, 0, 1, "w", Samples.AT, inside("uid=0\nkernel=" + HOSTILE + "\nNo=1")));
        return trials;
    }

    private static Sample inside(String output) {
        Sample sample = Samples.sample(1_000_000, Temperature.PREPARED, "x");
        return new Sample(
                null,
                0,
                sample.preparation(),
                sample.phases(),
                null,
                1L,
                new Sample.Output("sha256:0", output.length(), output),
                null,
                null,
                Map.of());
    }

    @Test
    void whatGuestsWroteIsTextAndNothingElse() throws Exception {
        String html = HtmlReport.of(report(hostilePlan(), hostileTrials()));
        assertThat(html)
                .startsWith("<!DOCTYPE html>")
                .doesNotContain("<script", "<img", "\u001b", "\u202e", "onerror=y>");
        Document page = parsed(html);
        assertThat(page.getElementsByTagName("script").getLength()).isZero();
        assertThat(page.getElementsByTagName("svg").getLength()).isGreaterThan(8);
        assertThat(page.getElementsByTagName("a").getLength()).isZero();
        assertThat(html).contains("&lt;/pre&gt;&lt;script&gt;alert(1)");
    }

    @Test
    void thePageNeedsNothingElseAndItsPolicyLetsInItsOwnStyleAlone() throws Exception {
        String html = HtmlReport.of(report(hostilePlan(), hostileTrials()));
        Document page = parsed(html);
        Element policy = (Element) page.getElementsByTagName("meta").item(1);
        assertThat(policy.getAttribute("content"))
                .isEqualTo(ReportStyle.POLICY)
                .startsWith("default-src 'none'; style-src 'sha256-");
        assertThat(page.getElementsByTagName("style").item(0).getTextContent()).isEqualTo(ReportStyle.CSS);
        assertThat(ReportStyle.CSS).doesNotContain("<", ">", "&", "url(", "@import");
        assertThat(html).doesNotContain("href=", "src=\"", "style=\"");
    }

    private static Document parsed(String html) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    }

    @Test
    void noCellOfTheTableBecomesAFormula() {
        String csv = CsvReport.of(report(hostilePlan(), hostileTrials()));
        List<String> lines = csv.lines().toList();
        assertThat(lines.getFirst())
                .startsWith("position,purpose,round,variant,")
                .contains("startUp (nanoseconds)");
        assertThat(lines).hasSize(1 + 41);
        assertThat(csv).contains(",'=cmd|' /C calc'!A0,").doesNotContain(",=", ",\"=", "\u001b");
        assertThat(CsvReport.text("@SUM(1)")).isEqualTo("'@SUM(1)");
        assertThat(CsvReport.text("-1+2")).isEqualTo("'-1+2");
        assertThat(CsvReport.text("\t=1")).isEqualTo("'\t=1");
        assertThat(CsvReport.text("plain")).isEqualTo("plain");
    }

    @Test
    void failuresAndWhatWasNotPreparedAreToldAndCounted() {
        Plan plan = Samples.plan(20, null, "a", "b");
        List<Trial> trials = new ArrayList<>(Samples.rounds(1, 20, 20, 20));
        for (int round = 0; round < 10; round++) {
            trials.set(2 * round, Samples.measured(2 * round, round, 0, Sample.failed("EXITED", "It exited with 3.")));
        }
        trials.set(39, Samples.measured(39, 19, 1, Samples.sample(1_000_000, Temperature.COLD, "same")));
        Report report = report(plan, trials);
        VariantReport half = report.variants().getFirst();
        assertThat(half.attempts()).isEqualTo(20);
        assertThat(half.failed()).isEqualTo(10);
        assertThat(half.succeeded()).isEqualTo(10);
        assertThat(half.failures()).containsExactly(new Report.FailureCount("EXITED", "It exited with 3.", 10));
        assertThat(report.variants().getLast().setAside()).isEqualTo(1);
        assertThat(HtmlReport.of(report)).contains("a failed 10 of 20 times: 10 × EXITED (It exited with 3.)");
        assertThat(report.samples().getFirst().counted()).isFalse();
        assertThat(report.samples().getLast().temperature()).isEqualTo("cold");
        assertThat(report.samples().getLast().caches()).isEqualTo("image hit 3/1");
    }

    @Test
    void differentResultsAreTold() {
        Plan plan = Samples.plan(20, null, "a", "b");
        List<Trial> same = Samples.rounds(1, 20, 20, 20);
        assertThat(report(plan, same).output().verdict()).isEqualTo(Likeness.SAME);
        List<Trial> different = same.stream()
                .map(trial -> trial.variant() == 0
                        ? trial
                        : Samples.measured(
                                trial.position(),
                                trial.round(),
                                1,
                                Samples.sample(20_000_000, Temperature.PREPARED, "other")))
                .toList();
        assertThat(report(plan, different).output().verdict()).isEqualTo(Likeness.DIFFERENT);
        List<Trial> varying = new ArrayList<>(same);
        varying.set(
                0,
                Samples.measured(
                        0, 0, same.getFirst().variant(), Samples.sample(20_000_000, Temperature.PREPARED, "once")));
        assertThat(report(plan, varying).output().verdict()).isEqualTo(Likeness.VARIES);
        assertThat(report(plan, List.of()).output().verdict()).isEqualTo(Likeness.UNKNOWN);
    }

    @Test
    void theJsonHasEachRawSampleAndTheDescriptionsAsTheyAre() {
        JsonNode json = JsonMapper.builder().build().readTree(ReportJson.of(report(hostilePlan(), hostileTrials())));
        assertThat(json.path("samples").size()).isEqualTo(41);
        assertThat(json.path("variants")
                        .path(0)
                        .path("description")
                        .path("args")
                        .path(0)
                        .asString())
                .isEqualTo("</pre><script>");
        assertThat(json.path("pairs").path(0).path("verdict").asString()).isEqualTo("differs");
        assertThat(json.path("output").path("verdict").asString()).isEqualTo("varies");
        assertThat(json.path("variants")
                        .path(0)
                        .path("inside")
                        .path("facts")
                        .path("uid")
                        .asString())
                .isEqualTo("0");
        assertThat(json.path("variants").path(0).path("inside").path("facts").size())
                .isEqualTo(2);
        assertThat(json.toString()).doesNotContain(":null");
    }

    @Test
    void figuresSayWhereTheyComeFrom() {
        VariantReport variant = report(Samples.plan(20, null, "a", "b"), Samples.rounds(1, 20, 20, 20))
                .variants()
                .getFirst();
        assertThat(variant.footprint().getFirst())
                .isEqualTo(new Report.FootprintPart(
                        "memoryPeak", "bytes", 1048576.0, 1024.0, "pss", "measured", "a share"));
        assertThat(variant.footprint().get(2).quality()).isEqualTo("unavailable");
        assertThat(variant.summaries().getFirst().basis()).isEqualTo("monotonic-clock");
        assertThat(variant.phases())
                .extracting(Report.PhaseSummary::phase)
                .containsExactly("queued", "prepare", "create", "start", "ready");
        assertThat(variant.phases().get(1).reason()).isEqualTo("no repetition has it");
    }

    @Test
    void everyReportSaysHowItWasDone() {
        String notes = String.join(
                " ",
                report(Samples.plan(20, null, "a", "b", "c"), List.of())
                        .method()
                        .notes());
        assertThat(notes)
                .contains("Bonferroni", "98.33 %", "seed", "There are 3 pairs", "It does not mean that there is none");
        String auto = String.join(
                " ", report(Samples.plan(50, 0.1, "a", "b"), List.of()).method().notes());
        assertThat(auto).contains("10 %", "at most 50", "never by what they show");
    }
}
