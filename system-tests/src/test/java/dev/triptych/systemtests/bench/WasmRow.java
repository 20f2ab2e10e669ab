package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Http;
import dev.triptych.systemtests.Workloads;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The prepared Wasm greeter: its start phase, and request → recorded exit through REST and PostgreSQL, one client. */
final class WasmRow implements Row {
    private static final String NAME = "bench-wasm";
    private static final int WARM_UP = 200;

    @Override
    public String name() {
        return "wasm";
    }

    @Override
    public String title() {
        return "Wasm greeter, prepared, one client, each engine";
    }

    @Override
    public int usualPairs() {
        return 500;
    }

    @Override
    public void run(Http http, int pairs, PrintStream out) throws IOException {
        List<Measured> engines = Engines.of(http).stream().map(Measured::new).toList();
        for (int i = -WARM_UP; i < pairs; i++) {
            for (Measured engine : engines) {
                engine.run(http, i >= 0);
            }
        }
        engines.forEach(engine -> engine.print(out));
    }

    /** One engine's runs; the engines take turns. */
    private static final class Measured {
        private final String engine;
        private final Timing start;
        private final Timing total;
        private int cold;

        Measured(String engine) {
            this.engine = engine;
            this.start = new Timing(engine + ", start phase");
            this.total = new Timing(engine + ", request → recorded exit");
        }

        void run(Http http, boolean counts) {
            long begin = System.nanoTime();
            JsonNode run = Workloads.run(http, Engines.with(engine, Workloads.job("wasm", NAME, "greeter")))
                    .path("status")
                    .path("currentRun");
            long took = System.nanoTime() - begin;
            if (counts) {
                total.addNanos(took);
                start.add(Phases.millis(run, "start"));
                cold += run.path("temperature").asString().equals("prepared") ? 0 : 1;
            }
            Workloads.delete(http, NAME);
        }

        void print(PrintStream out) {
            out.println(start);
            out.println(total);
            out.println("runs that were not prepared: " + cold);
            double[] starts = start.values();
            out.println(Goal.atMost(engine + ", start, p50", engine.equals("wasmtime") ? 0.1 : 1, " ms")
                    .of(Statistics.median(starts)));
            out.println(Goal.atMost(engine + ", start, p99", 5, " ms").of(Statistics.quantile(starts, 0.99)));
            out.println(Goal.atMost(engine + ", request → recorded exit, p50", 10, " ms")
                    .of(Statistics.median(total.values())));
        }
    }
}
