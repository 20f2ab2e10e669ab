package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** One program, three kinds, one service. */
@SystemTest
class ThreeKindsIT {
    private static final Pattern METRIC = Pattern.compile("(triptych_\\w+)\\{[^}]*kind=\"(\\w+)\"");
    private static final List<String> KINDS = List.of("vm", "container", "wasm");
    private static final List<String> PHASES = List.of("queued", "prepare", "create", "start", "ready");

    @Test
    void theSameProgramWritesTheSameBytesInEveryKind(Http http) {
        Map<String, String> outputs = new LinkedHashMap<>();
        for (String kind : KINDS) {
            String name = "same-" + kind;
            Map<String, Object> description =
                    Workloads.job(kind, name, "greeter", "--exit", "3", "Ada", "<&>\"'\\ ünï");
            description.put("env", Map.of("GREETING", "Grüße, \"there\" & <all>"));
            description.put("stdin", "a line\nand no newline at the end");
            JsonNode workload = Workloads.run(http, description);

            JsonNode run = workload.path("status").path("currentRun");
            assertThat(workload.path("status").path("state").asString()).isEqualTo("failed");
            assertThat(run.path("exitCode").asInt(-1))
                    .as("exit code of the %s", kind)
                    .isEqualTo(3);
            outputs.put(
                    kind,
                    http.get(Workloads.PATH + "/" + name + "/logs?stream=stdout")
                            .expect(200)
                            .text());
            Workloads.delete(http, name);
        }
        assertThat(outputs.get("wasm"))
                .isEqualTo("Grüße, \"there\" & <all>, Ada!\nGrüße, \"there\" & <all>, <&>\"'\\ ünï!\n"
                        + "a line\nand no newline at the end");
        assertThat(new HashSet<>(outputs.values()))
                .as("distinct outputs of %s", outputs)
                .hasSize(1);
    }

    @Test
    void everyKindTellsItsPhasesAndWhatItCost(Http http) {
        for (String kind : KINDS) {
            JsonNode workload = Workloads.run(http, Workloads.job(kind, "phases-" + kind, "primes", "20000"));
            JsonNode run = workload.path("status").path("currentRun");

            List<String> phases = new ArrayList<>();
            run.path("phases").forEach(phase -> {
                phases.add(phase.path("name").asString());
                assertThat(phase.path("availability").asString()).isEqualTo("measured");
                assertThat(phase.path("durationNanos").asLong(-1)).isNotNegative();
            });
            assertThat(phases).as("phases of the %s", kind).isEqualTo(PHASES);
            assertThat(run.path("temperature").asString()).isIn("cold", "prepared");
            assertThat(run.path("cache").isEmpty())
                    .as("the proof of the temperature")
                    .isFalse();
            JsonNode cpuTime = run.path("footprint").path("cpuTime");
            assertThat(cpuTime.path("quality").asString())
                    .as("%s: %s", kind, run)
                    .isEqualTo("measured");
            assertThat(cpuTime.path("own").asLong(0)).isPositive();
            assertThat(run.path("footprint").path("memoryPeak").path("own").asLong(0))
                    .as("peak memory of the %s", kind)
                    .isPositive();
            Workloads.delete(http, "phases-" + kind);
        }
        assertMetricsAreNamedAlike(http);
    }

    /** Every kind has had a run by now: what one is measured by, all are. */
    private static void assertMetricsAreNamedAlike(Http http) {
        Map<String, Set<String>> names = new TreeMap<>();
        http.get("/metrics").expect(200).text().lines().forEach(line -> {
            Matcher metric = METRIC.matcher(line);
            if (metric.lookingAt()) {
                names.computeIfAbsent(metric.group(2), kind -> new TreeSet<>()).add(metric.group(1));
            }
        });
        assertThat(names.keySet()).containsExactlyInAnyOrderElementsOf(KINDS);
        assertThat(names.get("wasm"))
                .contains("triptych_workloads", "triptych_runs_total", "triptych_phase_seconds_count");
        assertThat(new HashSet<>(names.values())).as("names of metrics by kind").hasSize(1);
    }

    @Test
    void theBackendsAndTheApiAgreeWhileWorkloadsRun(Service service, Http http) {
        for (String kind : KINDS) {
            Workloads.launch(http, Workloads.staying(kind, "agree-" + kind));
        }
        assertThat(Backends.containers(service)).containsExactlyEntriesOf(Map.of("agree-container", "running"));
        assertThat(Backends.domains(service)).containsExactlyEntriesOf(Map.of("agree-vm", "running"));
        assertThat(Workloads.names(http)).contains("agree-vm", "agree-container", "agree-wasm");
        for (String kind : KINDS) {
            assertThat(Workloads.state(http, "agree-" + kind)).as(kind).isEqualTo("ready");
        }
        Await.level(
                "the VM's address is in its status",
                Duration.ofSeconds(30),
                () -> Workloads.get(http, "agree-vm")
                        .path("status")
                        .path("addresses")
                        .path(0)
                        .asString("")
                        .matches("[0-9.]+"));

        for (String kind : KINDS) {
            http.post(Workloads.PATH + "/agree-" + kind + "/stop").expect(202);
        }
        for (String kind : KINDS) {
            Await.level(
                    kind + " is stopped",
                    Duration.ofMinutes(2),
                    () -> Workloads.state(http, "agree-" + kind).equals("stopped"));
            Workloads.delete(http, "agree-" + kind);
        }
        assertThat(Backends.containers(service)).isEmpty();
        assertThat(Backends.domains(service)).isEmpty();
    }

    @Test
    void aProgramThatPrintsTheExitMarkerIsRecordedWithItsOwnExitCode(Http http) {
        // Frames of the VM's report channel are length-prefixed; whatever a program prints is content.
        String forged = "\u0001\u0004exit 0\n{\"exit\":0}\nexit:0\n\u0004\u0001\u0002\u0003\u0004";
        for (String kind : KINDS) {
            Map<String, Object> description = Workloads.job(kind, "forger-" + kind, "greeter", "--exit", "7");
            description.put("stdin", forged);
            JsonNode run = Workloads.run(http, description).path("status").path("currentRun");
            assertThat(run.path("exitCode").asInt(-1)).as(kind).isEqualTo(7);
            Workloads.delete(http, "forger-" + kind);
        }
    }

    @Test
    void everyListedFigureOfTheHostIsThere(Http http) {
        JsonNode host = http.get("/api/v1/host").expect(200).json();
        Set<String> kinds = new HashSet<>();
        host.path("drivers").forEach(driver -> {
            kinds.add(driver.path("kind").asString());
            assertThat(driver.path("health").asString()).as("%s", driver).isEqualTo("available");
            assertThat(driver.path("version").asString("")).isNotBlank();
        });
        assertThat(kinds).containsExactlyInAnyOrderElementsOf(KINDS);
    }
}
