package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Machines made of images: many at once, small ones, and ones that keep what they wrote. */
@Tag("backend")
class MachinesIT {
    private static final int AT_ONCE = 10;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @SuppressWarnings("NullAway.Init")
    private static Service service;

    @SuppressWarnings("NullAway.Init")
    private static Http http;

    @BeforeAll
    static void startAService() {
        service = Service.start();
        http = service.admin();
    }

    @AfterAll
    static void endTheService() {
        service.close();
    }

    @AfterEach
    void deleteAll() {
        Workloads.deleteAll(http);
    }

    @Test
    void tenMachinesAtOnceEachRunOnce() throws Exception {
        List<String> names =
                IntStream.range(0, AT_ONCE).mapToObj("at-once-%d"::formatted).toList();
        try (ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<Answer>> calls = clients.invokeAll(names.stream()
                    .<java.util.concurrent.Callable<Answer>>map(name -> () -> http.post(Workloads.PATH, small(name)))
                    .toList());
            for (Future<Answer> call : calls) {
                call.get().expect(201);
            }
        }
        for (String name : names) {
            Await.level(
                    name + " has ended",
                    PATIENCE,
                    () -> List.of("succeeded", "failed", "lost").contains(Workloads.state(http, name)));
            JsonNode run = Told.run(http, name);
            assertThat(Workloads.state(http, name)).as("%s: %s", name, run).isEqualTo("succeeded");
            assertThat(Told.runs(http, name)).as(name).isOne();
            assertThat(output(name)).as(name).isEqualTo("Hello, " + name + "!\n");
        }
    }

    private static Map<String, Object> small(String name) {
        Map<String, Object> job = Workloads.job("vm", name, "greeter", name);
        job.put("resources", Map.of("memory", "128MiB"));
        return job;
    }

    @Test
    void aMicroMachineRunsAnImageAndADiskOrAKernelIsRefused() {
        Map<String, Object> micro = Workloads.job("vm", "micro", "greeter", "micro");
        micro.put("vm", Map.of("profile", "micro"));
        JsonNode workload = Workloads.run(http, micro);
        assertThat(workload.path("status").path("state").asString()).isEqualTo("succeeded");
        assertThat(workload.path("vm").path("profile").asString()).isEqualTo("micro");
        assertThat(output("micro")).isEqualTo("Hello, micro!\n");

        http.upload("/api/v1/artifacts/raw?format=disk-raw", new byte[4096]).expect(201);
        Map<String, Object> onDisk = Workloads.job("vm", "micro-disk", "greeter");
        onDisk.remove("args");
        onDisk.put("source", Map.of("disk", "raw"));
        onDisk.put("vm", Map.of("profile", "micro"));
        Answer refused = http.post(Workloads.PATH, onDisk);
        refused.expectProblem(422, "NOT_SUPPORTED");
        assertThat(refused.text()).contains("vm.profile micro is for machines that run an image");
        http.delete("/api/v1/artifacts/raw").expect(204);
    }

    @Test
    void whatAMachineWroteToItsDiskIsThereAfterAnEndAndAKill() throws Exception {
        Map<String, Object> job = Workloads.job("vm", "lasting", "keeper", "/notes", "written");
        job.put("resources", Map.of("disk", "32MiB"));
        JsonNode run = Workloads.run(http, job).path("status").path("currentRun");
        assertThat(run.path("exitCode").asInt(-1)).as("%s", run).isZero();
        assertThat(output("lasting")).isEmpty();
        assertThat(disks()).hasSize(1);
        service.kill();
        service.startAgain();

        http.post(Workloads.PATH + "/lasting/start").expect(202);
        Await.level(
                "the second run has ended",
                PATIENCE,
                () -> Told.runs(http, "lasting") == 2
                        && Workloads.state(http, "lasting").equals("succeeded"));
        assertThat(output("lasting")).isEqualTo("written\n");
        Workloads.delete(http, "lasting");
        assertThat(disks()).isEmpty();
    }

    /** What machines wrote, as files on the host. */
    private static List<Path> disks() throws Exception {
        String installation =
                http.get("/api/v1/host").expect(200).json().path("installation").asString();
        Path machines = Path.of("/var/lib/triptych/vm", installation.replace("-", ""), "m");
        try (Stream<Path> files = Files.walk(machines)) {
            return files.filter(file -> file.endsWith("written")).toList();
        }
    }

    private static String output(String name) {
        return http.get(Workloads.PATH + "/" + name + "/logs?stream=stdout")
                .expect(200)
                .text();
    }
}
