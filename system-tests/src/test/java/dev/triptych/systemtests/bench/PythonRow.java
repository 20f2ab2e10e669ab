package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Http;
import dev.triptych.systemtests.Workloads;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** CPython's {@code print(1+1)}, request → first line: as Wasm, prepared, and natively in a container. */
final class PythonRow implements Row {
    private static final String NAME = "bench-python";
    private static final String WASM = "wasm";
    private static final String[] PROGRAM = {"-c", "print(1+1)"};
    private static final int WARM_UP = 3;

    @Override
    public String name() {
        return "python";
    }

    @Override
    public String title() {
        return "CPython `print(1+1)`, request → first line: Wasm, prepared, against a container";
    }

    @Override
    public int usualPairs() {
        return 20;
    }

    @Override
    public void run(Http http, int pairs, PrintStream out) throws IOException {
        String engine = Engines.of(http).getFirst();
        Timing wasm = new Timing("Wasm, " + engine);
        Timing container = new Timing("container, native CPython");
        int cold = 0;
        for (int i = -WARM_UP; i < pairs; i++) {
            JsonNode ours = once(http, WASM);
            JsonNode theirs = once(http, "container");
            if (i >= 0) {
                wasm.add(Phases.untilReadyMillis(ours));
                container.add(Phases.untilReadyMillis(theirs));
                cold += ours.path("temperature").asString().equals("prepared") ? 0 : 1;
            }
        }
        out.println(wasm);
        out.println(container);
        out.println("runs that were not prepared: " + cold);
        out.println(Goal.atMost("Wasm, p50", 150, " ms").of(Statistics.median(wasm.values())));
        Statistics.Ratio ratio = Statistics.pairedRatio(container.values(), wasm.values());
        out.println("container / Wasm: " + ratio);
        out.println(Goal.atLeast("container / Wasm", 1, "").of(ratio.of()));
    }

    private static JsonNode once(Http http, String kind) {
        Map<String, Object> description = Workloads.job(kind, NAME, "python", PROGRAM);
        description.put("resources", Map.of("memory", "128MiB", "timeout", "5m"));
        JsonNode run = Workloads.run(http, description).path("status").path("currentRun");
        Workloads.delete(http, NAME);
        if (run.path("exitCode").asInt(-1) != 0) {
            throw new IllegalStateException("%s did not print: %s".formatted(List.of(PROGRAM), run));
        }
        return run;
    }
}
