package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Http;
import dev.triptych.systemtests.Workloads;
import java.io.IOException;
import java.io.PrintStream;
import tools.jackson.databind.JsonNode;

/** The prepared Wasm greeter: its start phase, and request → recorded exit through REST and PostgreSQL, one client. */
final class WasmRow implements Row {
    private static final int WARM_UP = 200;

    @Override
    public String name() {
        return "wasm";
    }

    @Override
    public String title() {
        return "Wasm greeter, prepared, one client";
    }

    @Override
    public int usualPairs() {
        return 500;
    }

    @Override
    public void run(Http http, int pairs, PrintStream out) throws IOException {
        Timing start = new Timing("start phase");
        Timing total = new Timing("request → recorded exit");
        for (int i = 0; i < WARM_UP; i++) {
            Phases.runOnce(http, "wasm", "bench-wasm");
        }
        int cold = 0;
        for (int i = 0; i < pairs; i++) {
            long begin = System.nanoTime();
            JsonNode run = Workloads.run(http, Workloads.job("wasm", "bench-wasm", "greeter"))
                    .path("status")
                    .path("currentRun");
            total.addNanos(System.nanoTime() - begin);
            start.add(Phases.millis(run, "start"));
            cold += run.path("temperature").asString().equals("prepared") ? 0 : 1;
            Workloads.delete(http, "bench-wasm");
        }
        out.println(start);
        out.println(total);
        out.println("runs that were not prepared: " + cold);
    }
}
