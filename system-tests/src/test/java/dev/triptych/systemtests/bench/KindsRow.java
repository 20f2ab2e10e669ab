package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Http;
import dev.triptych.systemtests.Workloads;
import java.io.IOException;
import java.io.PrintStream;
import tools.jackson.databind.JsonNode;

/** The same greeter as container and as Wasm, prepared: the ratio of the start phases, and of request → recorded exit. */
final class KindsRow implements Row {
    private static final int WARM_UP = 50;

    @Override
    public String name() {
        return "kinds";
    }

    @Override
    public String title() {
        return "Container / Wasm, the same program, prepared";
    }

    @Override
    public int usualPairs() {
        return 50;
    }

    @Override
    public void run(Http http, int pairs, PrintStream out) throws IOException {
        for (int i = 0; i < WARM_UP; i++) {
            Phases.runOnce(http, "wasm", "bench-warm-up");
        }
        Timing containerStart = new Timing("container, start phase");
        Timing wasmStart = new Timing("Wasm, start phase");
        Timing containerTotal = new Timing("container, request → recorded exit");
        Timing wasmTotal = new Timing("Wasm, request → recorded exit");
        for (int i = 0; i < pairs; i++) {
            if (i % 2 == 0) {
                once(http, "container", containerStart, containerTotal);
                once(http, "wasm", wasmStart, wasmTotal);
            } else {
                once(http, "wasm", wasmStart, wasmTotal);
                once(http, "container", containerStart, containerTotal);
            }
        }
        for (Timing timing : new Timing[] {containerStart, wasmStart, containerTotal, wasmTotal}) {
            out.println(timing);
        }
        print(out, "start, container / Wasm", Statistics.pairedRatio(containerStart.values(), wasmStart.values()), 300);
        print(
                out,
                "request → recorded exit, container / Wasm",
                Statistics.pairedRatio(containerTotal.values(), wasmTotal.values()),
                20);
    }

    private static void print(PrintStream out, String what, Statistics.Ratio ratio, double goal) {
        out.println(what + ": " + ratio);
        out.println(Goal.atLeast(what, goal, "").of(ratio.of()));
    }

    private static void once(Http http, String kind, Timing start, Timing total) {
        long begin = System.nanoTime();
        JsonNode run = Workloads.run(http, Workloads.job(kind, "bench-kinds", "greeter"))
                .path("status")
                .path("currentRun");
        total.addNanos(System.nanoTime() - begin);
        start.add(Phases.millis(run, "start"));
        Workloads.delete(http, "bench-kinds");
    }
}
