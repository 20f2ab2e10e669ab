package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Many clients at once: nothing is lost, nothing is run twice, and of two who change one workload one is told. */
@SystemTest
class ManyAtOnceIT {
    private static final int JOBS = 500;
    private static final int CLIENTS = 16;

    @Test
    void fiveHundredJobsCreatedAtOnceEachRunOnceAndEndOnce(Http http) {
        List<String> names =
                IntStream.range(0, JOBS).mapToObj("at-once-%03d"::formatted).toList();
        try {
            assertThat(byManyClients(names, name -> create(http, name)))
                    .as("failed calls")
                    .isEmpty();
            assertThat(byManyClients(names, name -> assertRanOnce(http, name)))
                    .as("untrue records")
                    .isEmpty();
        } finally {
            assertThat(byManyClients(names, name -> Workloads.delete(http, name)))
                    .isEmpty();
        }
    }

    private static void create(Http http, String name) {
        JsonNode workload = Workloads.run(http, Workloads.job("wasm", name, "greeter", name));
        assertThat(workload.path("status").path("state").asString("")).isEqualTo("succeeded");
    }

    private static void assertRanOnce(Http http, String name) {
        assertThat(Told.runs(http, name)).as(name + "'s runs").isOne();
        JsonNode run = Told.run(http, name);
        assertThat(run.path("exitCode").asInt(-1)).as(name + "'s exit code").isZero();
        List<String> states = Told.states(http, name);
        assertThat(states.getFirst()).as(name + "'s first state").isEqualTo("queued");
        assertThat(states)
                .as(name + "'s ends")
                .containsOnlyOnce("succeeded")
                .last()
                .isEqualTo("succeeded");
        assertThat(http.get(Workloads.PATH + "/" + name + "/logs?stream=stdout")
                        .expect(200)
                        .text())
                .as(name + "'s output")
                .containsOnlyOnce(name);
    }

    /** Answers what went wrong, by name. */
    private static List<String> byManyClients(List<String> names, Consumer<String> call) {
        Queue<String> left = new ConcurrentLinkedQueue<>(names);
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            for (int client = 0; client < CLIENTS; client++) {
                clients.execute(() -> {
                    for (String name = left.poll(); name != null; name = left.poll()) {
                        try {
                            call.accept(name);
                        } catch (AssertionError | RuntimeException e) {
                            wrong.add(name + ": " + e.getMessage());
                        }
                    }
                });
            }
        }
        return List.copyOf(wrong);
    }

    @Test
    void ofTwoWhoChangeOneWorkloadOneIsTold(Http http) throws Exception {
        var description = Workloads.staying("wasm", "changed-by-two");
        Workloads.launch(http, description);
        String path = Workloads.PATH + "/changed-by-two";
        try {
            String seen =
                    http.get(path).expect(200).headers().firstValue("ETag").orElseThrow();
            List<Integer> answers = new ArrayList<>();
            try (ExecutorService clients = Executors.newFixedThreadPool(2)) {
                List<Future<Integer>> both = clients.invokeAll(List.of(
                        () -> relabel(http, description, "one", seen), () -> relabel(http, description, "two", seen)));
                for (Future<Integer> each : both) {
                    answers.add(each.get());
                }
            }
            assertThat(answers).containsExactlyInAnyOrder(200, 412);
            JsonNode after = Workloads.get(http, "changed-by-two");
            assertThat(after.path("labels").path("by").asString(""))
                    .isEqualTo(answers.getFirst() == 200 ? "one" : "two");
            assertThat(Told.runs(http, "changed-by-two"))
                    .as("labels alone start nothing")
                    .isOne();
        } finally {
            Workloads.delete(http, "changed-by-two");
        }
    }

    private static int relabel(Http http, Map<String, Object> description, String by, String seen) {
        Map<String, Object> changed = new java.util.LinkedHashMap<>(description);
        changed.put("labels", Map.of("by", by));
        Answer answer = http.sendJson("PUT", Workloads.PATH + "/changed-by-two", changed, Map.of("If-Match", seen));
        if (answer.status() == 412) {
            answer.expectProblem(412, "PRECONDITION_FAILED");
        }
        return answer.status();
    }
}
