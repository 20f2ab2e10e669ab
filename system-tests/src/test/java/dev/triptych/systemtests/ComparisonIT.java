package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Comparisons of real kinds: made, killed in the middle, under load, and nothing left behind. */
@Tag("backend")
class ComparisonIT {
    private static final String PATH = "/api/v1/comparisons";
    private static final List<String> KINDS = List.of("vm", "container", "wasm");
    private static final Duration PATIENCE = Duration.ofMinutes(8);

    @SuppressWarnings("NullAway.Init")
    private Service service;

    @BeforeEach
    void startAService() {
        service = Service.start();
        Workloads.uploadSamples(service.admin());
    }

    @AfterEach
    void endTheService() {
        service.close();
    }

    private static Map<String, Object> variant(String label, Map<String, Object> workload) {
        return Map.of("label", label, "workload", workload);
    }

    private static JsonNode awaitEnd(Http http, String name) {
        Await.level(
                name + " ends", PATIENCE, () -> !List.of("queued", "running").contains(state(http, name)));
        return http.get(PATH + "/" + name).expect(200).json();
    }

    private static String state(Http http, String name) {
        return http.get(PATH + "/" + name).expect(200).json().path("state").asString();
    }

    private static JsonNode report(Http http, String name) {
        return http.get(PATH + "/" + name + "/report.json").expect(200).json();
    }

    private void assertNothingIsLeft() {
        assertThat(Workloads.names(service.admin())).isEmpty();
        assertThat(Backends.containers(service)).isEmpty();
        assertThat(Backends.domains(service)).isEmpty();
    }

    @Test
    void threeKindsAreComparedAlsoWhenTheServiceIsKilledInTheMiddle() {
        Http http = service.admin();
        List<Object> variants = new ArrayList<>();
        for (String kind : KINDS) {
            variants.add(variant(kind, Workloads.job(kind, "greeter", "greeter", "Ada")));
        }
        http.post(PATH, Map.of("name", "kinds", "repetitions", 2, "variants", variants))
                .expect(201);
        Await.level(
                "it is in the middle",
                PATIENCE,
                () -> http.get(PATH + "/kinds")
                                .expect(200)
                                .json()
                                .path("progress")
                                .path("done")
                                .asInt()
                        >= 4);
        service.kill();
        service.startAgain();

        assertThat(awaitEnd(http, "kinds").path("state").asString()).isEqualTo("done");
        JsonNode report = report(http, "kinds");
        assertThat(report.path("samples").size()).isEqualTo(3 * (1 + 1 + 2));
        assertThat(report.path("output").path("verdict").asString())
                .as("%s", report.path("output"))
                .isEqualTo("same");
        for (JsonNode variant : report.path("variants")) {
            String label = variant.path("label").asString();
            assertThat(variant.path("failures")).as(label).isEmpty();
            assertThat(variant.path("succeeded").asInt()).as(label).isEqualTo(2);
            JsonNode inside = variant.path("inside").path("facts");
            assertThat(inside.propertyNames())
                    .as("%s", variant.path("inside"))
                    .contains("environment", "root", "uid", "kernel", "processes", "networkDevices");
            for (JsonNode phase : variant.path("phases")) {
                assertThat(phase.path("count").asInt()).as(label + " " + phase).isEqualTo(2);
            }
            assertThat(variant.path("footprint").path(0).path("own").asDouble())
                    .as(label + "'s memory")
                    .isPositive();
            assertThat(variant.path("size").path("bytes").asLong()).as(label).isPositive();
            assertThat(variant.path("size").path("shared").isNumber()).as(label).isTrue();
            assertThat(variant.path("size").path("shared").asLong())
                    .as(label)
                    .isBetween(0L, variant.path("size").path("bytes").asLong());
        }
        assertThat(report.path("host").path("backends").size()).isEqualTo(3);
        assertThat(http.get(PATH + "/kinds/report.html").expect(200).text())
                .contains("What can be said", "Too few repetitions to compare vm with container: 2, and it takes 7.");
        assertNothingIsLeft();
    }

    @Test
    void servicesAreComparedUnderLoad() {
        Http http = service.admin();
        List<Object> variants = new ArrayList<>();
        for (String kind : List.of("container", "wasm")) {
            Map<String, Object> web = new LinkedHashMap<>(Workloads.job(kind, "web", "web"));
            web.put("lifecycle", "service");
            web.put("ports", List.of(Map.of("name", "http", "port", 8080, "protocol", "http", "publish", 0)));
            web.put("probe", Map.of("http", Map.of("path", "/", "port", "http"), "every", "100ms"));
            if (kind.equals("wasm")) {
                web.put("wasm", Map.of("http", "cgi"));
            }
            variants.add(variant(kind, web));
        }
        http.post(
                        PATH,
                        Map.of(
                                "name",
                                "webs",
                                "mode",
                                "service",
                                "repetitions",
                                2,
                                "load",
                                Map.of("path", "/json", "connections", 2, "seconds", 1),
                                "variants",
                                variants))
                .expect(201);
        assertThat(awaitEnd(http, "webs").path("state").asString()).isEqualTo("done");

        JsonNode report = report(http, "webs");
        for (JsonNode variant : report.path("variants")) {
            assertThat(variant.path("failures")).as("%s", variant.path("label")).isEmpty();
            List<String> figures = new ArrayList<>();
            variant.path("summaries").forEach(summary -> {
                figures.add(summary.path("figure").asString());
                assertThat(summary.path("median").asDouble()).isPositive();
            });
            assertThat(figures).contains("startUp", "throughput", "latencyP50", "latencyP99", "memoryPeak");
        }
        assertNothingIsLeft();
    }

    @Test
    void cancellingRemovesTheVmThatRuns() {
        Http http = service.admin();
        List<Object> variants = List.of(
                variant("a", Workloads.job("vm", "v", "hungry", "--touch", "1MiB", "--hold", "60m")),
                variant("b", Workloads.job("vm", "v", "hungry", "--touch", "1MiB", "--hold", "60m")));
        http.post(PATH, Map.of("name", "held", "insideView", false, "variants", variants))
                .expect(201);
        Await.level("a VM runs", PATIENCE, () -> Backends.domains(service).containsValue("running"));
        http.post(PATH + "/held/cancel").expect(202);

        assertThat(awaitEnd(http, "held").path("state").asString()).isEqualTo("cancelled");
        assertNothingIsLeft();
    }
}
