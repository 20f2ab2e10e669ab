package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.Api.Answer;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.controlplane.workload.ImageNeeds;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.ImageSource.HeldImage;
import dev.triptych.spi.LogStream;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.fake.FakeBackend;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@HttpModuleTest
class ComparisonsModuleTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String GREETER =
            "{\"name\":\"g\",\"kind\":\"container\",\"source\":{\"image\":\"" + SimulatedImages.KNOWN + "\"}}";

    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    @Autowired
    private FakeBackend backend;

    @Autowired
    private List<ImageNeeds> needs;

    private Api api;

    @BeforeEach
    void open() {
        api = new Api(port, home.root());
        backend.onStart(spec -> {
            if (spec.name().startsWith("cmp-")) {
                backend.write(spec.key(), LogStream.STDOUT, "<b>same</b>".getBytes(StandardCharsets.UTF_8));
                backend.exit(spec.key(), 0);
            }
        });
    }

    private static String variant(String label, String workload) {
        return "{\"label\":\"" + label + "\",\"workload\":" + workload + "}";
    }

    private static String body(String more, String... variants) {
        return "{" + more + "\"variants\":[" + String.join(",", variants) + "]}";
    }

    private int count() {
        return api.get("/comparisons?limit=500").json().path("items").size();
    }

    private String done() {
        String name = Api.uniqueName("c");
        Answer created = api.post(
                "/comparisons",
                body(
                        "\"name\":\"" + name + "\",\"repetitions\":6,\"seed\":7,\"insideView\":false,",
                        variant("one", GREETER),
                        variant("two", GREETER.replace("\"g\"", "\"h\""))));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo("/api/v1/comparisons/" + name);
        Eventually.value(
                name + " is done",
                SOON,
                () -> api.get("/comparisons/" + name).json().path("state").asString(),
                "done"::equals);
        return name;
    }

    @Test
    void untilItHasEndedItsImagesAreNeeded() {
        backend.onStart(_ -> {}); // nothing ends
        String name = Api.uniqueName("c");
        String image = "team/" + name + ":1";
        String digest = "sha256:" + "e".repeat(64);
        backend.images().hold(new HeldImage(digest, List.of(image), ByteSize.ofMebibytes(1), null, null));
        Answer created = api.post(
                "/comparisons",
                body(
                        "\"name\":\"" + name + "\",\"repetitions\":2,\"insideView\":false,",
                        variant("one", GREETER),
                        variant(
                                "two",
                                GREETER.replace(SimulatedImages.KNOWN, image).replace("\"g\"", "\"h\""))));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        assertThat(needersOf(image)).contains("the comparison \"" + name + "\"");
        assertThat(needersOf("triptych/probe:1")).isNotEmpty();
        assertThat(api.post("/comparisons/" + name + "/cancel", "").status()).isEqualTo(202);
        Eventually.value(
                name + " is cancelled",
                SOON,
                () -> api.get("/comparisons/" + name).json().path("state").asString(),
                "cancelled"::equals);
        assertThat(needersOf(image)).doesNotContain("the comparison \"" + name + "\"");
        backend.images().drop(digest);
    }

    private List<String> needersOf(String image) {
        return needs.stream()
                .map(each -> each.imageReferences().getOrDefault(image, ""))
                .filter(needer -> !needer.isEmpty())
                .toList();
    }

    @Test
    void aReportIsThereInThreeForms() {
        String name = done();
        Answer page = api.get("/comparisons/" + name + "/report.html");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(page.header("Content-Security-Policy"))
                .startsWith("default-src 'none'; style-src 'sha256-")
                .contains("sandbox", "frame-ancestors 'none'")
                .doesNotContain("script-src", "unsafe");
        assertThat(page.body()).contains("&lt;b&gt;same&lt;/b&gt;").doesNotContain("<b>same</b>");
        Answer table = api.get("/comparisons/" + name + "/report.csv");
        assertThat(table.header("Content-Type")).isEqualTo("text/csv;charset=UTF-8");
        assertThat(table.header("Content-Disposition")).isEqualTo("attachment; filename=\"" + name + ".csv\"");
        assertThat(table.body().lines()).hasSize(1 + 14);
    }

    @Test
    void theReportIsAsTheSpecificationHasIt() {
        String name = done();
        JsonNode report = api.get("/comparisons/" + name + "/report.json").json();
        assertThat(SchemaCheck.violations("ComparisonReport", report)).isEmpty();
        assertThat(SchemaCheck.violations(
                        "Comparison", api.get("/comparisons/" + name).json()))
                .isEmpty();
        assertThat(report.path("method").path("seed").asLong()).isEqualTo(7);
        assertThat(report.path("output").path("verdict").asString()).isEqualTo("same");
        assertThat(report.path("summary").size()).isEqualTo(1);
        assertThat(report.path("variants")
                        .path(1)
                        .path("description")
                        .path("name")
                        .asString())
                .isEqualTo("h");
    }

    @Test
    void adviceIsAsTheSpecificationHasIt() {
        done();
        String name = Api.uniqueName("advised");
        assertThat(api.post("/workloads", GREETER.replace("\"g\"", "\"" + name + "\""))
                        .status())
                .isEqualTo(201);
        Answer advice = api.get("/workloads/" + name + "/advice");
        assertThat(advice.status()).as(advice.body()).isEqualTo(200);
        assertThat(SchemaCheck.violations("Advice", advice.json())).isEmpty();
        assertThat(api.delete("/workloads/" + name + "?wait=gone").status()).isEqualTo(204);
        assertThat(api.get("/workloads/nobody/advice").code()).isEqualTo("WORKLOAD_NOT_FOUND");
    }

    @Test
    void theEventsTellOfIt() {
        String name = done();
        List<String> types = api.get("/events?limit=500")
                .json()
                .path("items")
                .valueStream()
                .filter(event -> event.path("subject").path("name").asString().equals(name))
                .map(event -> event.path("type").asString() + " "
                        + event.path("subject").path("type").asString())
                .toList();
        assertThat(types).contains("comparison.state-changed comparison", "comparison.progressed comparison");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"repetitions\":0,|repetitions",
                "\"repetitions\":1000000000,|repetitions",
                "\"repetitions\":\"many\",|repetitions",
                "\"repetitions\":true,|repetitions",
                "\"precision\":0.1,|precision",
                "\"repetitions\":\"auto\",\"precision\":0,|precision",
                "\"repetitions\":\"auto\",\"maxRepetitions\":5,|maxRepetitions",
                "\"maxRepetitions\":50,|maxRepetitions",
                "\"warmUps\":-1,|warmUps",
                "\"seed\":-1,|seed",
                "\"name\":\"Not A Name\",|name",
                "\"mode\":\"service\",|mode",
                "\"temperature\":\"cold\",|temperature",
                "\"load\":{},|load",
            })
    void whatCannotBeMeantIsNamedAndChangesNothing(String more, String field) {
        int before = count();
        Answer refused = api.post("/comparisons", body(more, variant("a", GREETER), variant("b", GREETER)));
        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.fields()).contains(field);
        assertThat(count()).isEqualTo(before);
    }

    @Test
    void variantsThatCannotBeComparedAreRefused() {
        int before = count();
        assertThat(api.post("/comparisons", body("", variant("a", GREETER))).fields())
                .containsExactly("variants");
        assertThat(api.post("/comparisons", body("", variant("a", GREETER), variant("a", GREETER)))
                        .fields())
                .containsExactly("variants[1].label");
        assertThat(api.post("/comparisons", body("", variant("", GREETER), "null"))
                        .fields())
                .containsExactly("variants[0].label", "variants[1]");
        String badMemory = GREETER.replace("\"name\"", "\"resources\":{\"memory\":\"64m\"},\"name\"");
        assertThat(api.post("/comparisons", body("", variant("a", GREETER), variant("b", badMemory)))
                        .fields())
                .containsExactly("variants[1].workload.resources.memory");
        String service = GREETER.replace("\"name\"", "\"lifecycle\":\"service\",\"name\"");
        assertThat(api.post("/comparisons", body("", variant("a", GREETER), variant("b", service)))
                        .fields())
                .containsExactly("variants[1].workload.lifecycle");
        String again = GREETER.replace("\"name\"", "\"restart\":{\"policy\":\"always\"},\"name\"");
        assertThat(api.post("/comparisons", body("", variant("a", GREETER), variant("b", again)))
                        .fields())
                .containsExactly("variants[1].workload.restart.policy");
        assertThat(api.post(
                                "/comparisons",
                                body("\"load\":{\"path\":\"x y\"},", variant("a", service), variant("b", service)))
                        .fields())
                .containsExactly("load.path", "variants[0].workload.ports", "variants[1].workload.ports");
        Answer nowhere = api.post(
                "/comparisons",
                body("", variant("a", GREETER), variant("b", GREETER.replace(SimulatedImages.KNOWN, "no/where:1"))));
        assertThat(nowhere.status()).isEqualTo(422);
        assertThat(nowhere.code()).isEqualTo("SOURCE_NOT_FOUND");
        assertThat(count()).isEqualTo(before);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        for (String path : List.of("", "/report.html", "/report.json", "/report.csv")) {
            Answer missing = api.get("/comparisons/nobody" + path);
            assertThat(missing.status()).isEqualTo(404);
            assertThat(missing.code()).isEqualTo("COMPARISON_NOT_FOUND");
        }
        assertThat(api.post("/comparisons/nobody/cancel", "").code()).isEqualTo("COMPARISON_NOT_FOUND");
    }
}
