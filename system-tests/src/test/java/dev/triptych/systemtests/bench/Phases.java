package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Http;
import dev.triptych.systemtests.Workloads;
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

    /** Runs the greeter once as this kind, and answers the run; the workload is gone then. */
    static JsonNode runOnce(Http http, String kind, String name) {
        JsonNode run = Workloads.run(http, Workloads.job(kind, name, "greeter"))
                .path("status")
                .path("currentRun");
        Workloads.delete(http, name);
        return run;
    }
}
