package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** A workload of each kind that counts aloud, told the same at the same time. */
final class Trio {
    private static final List<String> KINDS = List.of("vm", "container", "wasm");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Http http;
    private final String name;

    Trio(Http http, String name) {
        this.http = http;
        this.name = name;
    }

    private void each(BiConsumer<String, String> task) {
        KINDS.forEach(kind -> task.accept(kind, name + "-" + kind));
    }

    private static String path(String workload) {
        return Workloads.PATH + "/" + workload;
    }

    void create() {
        each((kind, workload) ->
                http.post(Workloads.PATH, Counters.counter(kind, workload)).expect(201));
    }

    /** As jobs that end by themselves. */
    void createJobs() {
        each((kind, workload) -> http.post(Workloads.PATH, Workloads.job(kind, workload, "counter", "100ms", "15"))
                .expect(201));
    }

    void start() {
        each((kind, workload) -> http.post(path(workload) + "/start").expect(202));
    }

    void stop() {
        each((kind, workload) -> http.post(path(workload) + "/stop").expect(202));
    }

    void delete() {
        each((kind, workload) -> http.delete(path(workload)).expect(202));
    }

    void awaitState(String state) {
        each((kind, workload) -> Await.level(
                workload + " is " + state,
                PATIENCE,
                () -> Workloads.state(http, workload).equals(state)));
    }

    /** They are heard counting after this was asked, so somebody listens to them. */
    void awaitCounting() {
        each((kind, workload) -> Counters.awaitBeyond(http, workload, Counters.last(http, workload)));
    }

    void awaitGone() {
        each((kind, workload) -> Await.level(
                workload + " is gone", PATIENCE, () -> http.get(path(workload)).status() == 404));
    }

    /** So many runs, the newest of which one process made from its first number to its last; nothing failed on the way. */
    void assertUnharmed(int runs) {
        each((kind, workload) -> {
            assertThat(Told.runs(http, workload)).as(workload + "'s runs").isEqualTo(runs);
            assertThat(Told.states(http, workload)).as(workload + "'s history").doesNotContain("failed", "lost");
            Counters.assertWhole(http, workload);
        });
    }

    /** What the backends have of it, by the word of the backends. */
    void assertObjects(int each, StartsSeen starts, int startsOfEach) {
        String object = "triptych-" + name + "-";
        Map<String, Long> found = new TreeMap<>();
        found.put(
                "containers",
                Shell.lines("docker", "ps", "-a", "--format", "{{.Names}}").stream()
                        .filter(line -> line.startsWith(object))
                        .count());
        found.put(
                "domains",
                Shell.lines("virsh", "-q", "-c", "qemu:///system", "list", "--all", "--name").stream()
                        .filter(line -> line.startsWith(object))
                        .count());
        found.put("starts of containers", starts.of("container", name + "-container"));
        found.put("starts of domains", starts.of("vm", name + "-vm"));
        assertThat(found)
                .as("what the backends have of " + name)
                .isEqualTo(Map.of(
                        "containers",
                        (long) each,
                        "domains",
                        (long) each,
                        "starts of containers",
                        (long) startsOfEach,
                        "starts of domains",
                        (long) startsOfEach));
        assertThat(http.get("/api/v1/host/orphans").expect(200).json().path("items"))
                .as("orphans")
                .isEmpty();
    }
}
