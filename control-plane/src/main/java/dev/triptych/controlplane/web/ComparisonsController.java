package dev.triptych.controlplane.web;

import dev.triptych.api.ComparisonsApi;
import dev.triptych.api.model.Comparison;
import dev.triptych.api.model.ComparisonPage;
import dev.triptych.api.model.ComparisonRequest;
import dev.triptych.controlplane.access.Callers;
import dev.triptych.controlplane.comparison.Comparisons;
import dev.triptych.controlplane.comparison.CsvReport;
import dev.triptych.controlplane.comparison.HtmlReport;
import dev.triptych.controlplane.comparison.Plan;
import dev.triptych.controlplane.comparison.ReportJson;
import dev.triptych.controlplane.comparison.ReportStyle;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

@RestController
final class ComparisonsController implements ComparisonsApi {
    private final Comparisons comparisons;
    private final JsonMapper mapper;

    ComparisonsController(Comparisons comparisons, JsonMapper mapper) {
        this.comparisons = comparisons;
        this.mapper = mapper;
    }

    @Override
    public ResponseEntity<Comparison> createComparison(ComparisonRequest body) {
        Plan plan = ComparisonReader.read(body, mapper);
        Comparison shown = ComparisonWriter.comparison(
                comparisons.create(body.getName(), plan, Callers.current().actor()));
        return ResponseEntity.created(URI.create(WebConfiguration.API + "/comparisons/" + shown.getName()))
                .body(shown);
    }

    @Override
    public ResponseEntity<ComparisonPage> listComparisons(Integer limit, @Nullable String cursor) {
        new Checks().limit(limit).length(cursor, 200, "cursor").refuseIfAny();
        Comparisons.Page page = comparisons.list(cursor, limit);
        return ResponseEntity.ok(new ComparisonPage(
                        page.items().stream().map(ComparisonWriter::comparison).toList())
                .next(page.next()));
    }

    @Override
    public ResponseEntity<Comparison> getComparison(String comparison) {
        return ResponseEntity.ok(ComparisonWriter.comparison(comparisons.get(comparison)));
    }

    @Override
    public ResponseEntity<Comparison> cancelComparison(String comparison) {
        return ResponseEntity.status(HttpStatus.ACCEPTED)
                .body(ComparisonWriter.comparison(
                        comparisons.cancel(comparison, Callers.current().actor())));
    }

    @Override
    public ResponseEntity<Resource> getComparisonReport(String comparison) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .body(utf8(ReportJson.of(comparisons.report(comparison))));
    }

    @Override
    public ResponseEntity<Resource> getComparisonPage(String comparison) {
        return ResponseEntity.ok()
                .contentType(new MediaType("text", "html", StandardCharsets.UTF_8))
                .header("Content-Security-Policy", ReportStyle.POLICY + "; frame-ancestors 'none'; sandbox")
                .body(utf8(HtmlReport.of(comparisons.report(comparison))));
    }

    @Override
    public ResponseEntity<Resource> getComparisonSamples(String comparison) {
        return ResponseEntity.ok()
                .contentType(new MediaType("text", "csv", StandardCharsets.UTF_8))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(comparison + ".csv")
                                .build()
                                .toString())
                .body(utf8(CsvReport.of(comparisons.report(comparison))));
    }

    private static Resource utf8(String text) {
        return new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8));
    }
}
