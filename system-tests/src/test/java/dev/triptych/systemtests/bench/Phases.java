package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Http;
import dev.triptych.systemtests.Workloads;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/** Reads phases out of a run. */
final class Phases {
    private Phases() {}

    /** The length of one phase in milliseconds. */
    static double millis(JsonNode run, String phase) {
        for (JsonNode entry : run.path("phases")) {
            if (entry.path("name").asString().equals(phase)) {
                return entry.path("durationNanos").asLong() / 1e6;
            }
        }
        throw new IllegalStateException("no phase " + phase + " in " + run);
    }

    /** From the request until the program's first byte, or readiness of another kind: all phases, in milliseconds. */
    static double untilReadyMillis(JsonNode run) {
        double sum = 0;
        for (JsonNode entry : run.path("phases")) {
            sum += entry.path("durationNanos").asLong() / 1e6;
        }
        return sum;
    }

    /** From the start to the recorded end, by the service's clock, in milliseconds. */
    static double betweenMillis(JsonNode run) {
        Instant start = Instant.parse(run.path("startedAt").asString());
        return Duration.between(start, Instant.parse(run.path("endedAt").asString()))
                        .toNanos()
                / 1e6;
    }

    /** Runs the greeter once as this kind, and answers the run; the workload is gone then. */
    static JsonNode runOnce(Http http, String kind, String name) {
        JsonNode run = Workloads.run(http, Workloads.job(kind, name, "greeter"))
                .path("status")
                .path("currentRun");
        Workloads.delete(http, name);
        return run;
    }
}
