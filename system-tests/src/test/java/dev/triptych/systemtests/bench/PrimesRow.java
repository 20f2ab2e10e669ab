package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Http;
import dev.triptych.systemtests.Samples;
import dev.triptych.systemtests.Shell;
import dev.triptych.systemtests.Workloads;
import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The sample {@code primes}, which computes: as Wasm by each engine, and as native process. Wasm is given the harder part:
 * its time is that of its run by the service's clock, with start and end, and the native one's from exec to exit.
 */
final class PrimesRow implements Row {
    private static final String NAME = "bench-primes";
    private static final String LIMIT = "5000000";
    private static final double GOAL = 1.2;

    @Override
    public String name() {
        return "primes";
    }

    @Override
    public String title() {
        return "`primes %s`: Wasm, prepared, against the native program".formatted(LIMIT);
    }

    @Override
    public int usualPairs() {
        return 10;
    }

    @Override
    public void run(Http http, int pairs, PrintStream out) throws IOException {
        Timing theirs = new Timing("native");
        Map<String, Timing> ours = new LinkedHashMap<>();
        for (String engine : Engines.of(http)) {
            ours.put(engine, new Timing(engine));
            once(http, engine);
        }
        for (int i = 0; i < pairs; i++) {
            theirs.take(() -> Shell.run(Samples.program("primes").toString(), LIMIT));
            for (Map.Entry<String, Timing> one : ours.entrySet()) {
                one.getValue().add(once(http, one.getKey()));
            }
        }
        out.println(theirs);
        ours.values().forEach(out::println);
        ours.forEach((engine, timing) -> {
            Statistics.Ratio ratio = Statistics.pairedRatio(timing.values(), theirs.values());
            out.println(engine + " / native: " + ratio);
            out.println(Goal.atMost(engine + " / native", GOAL, "").of(ratio.of()));
        });
    }

    /** Milliseconds from the beginning of the start to the recorded exit. */
    private static double once(Http http, String engine) {
        JsonNode run = Workloads.run(http, Engines.with(engine, Workloads.job("wasm", NAME, "primes", LIMIT)))
                .path("status")
                .path("currentRun");
        Workloads.delete(http, NAME);
        return Phases.betweenMillis(run);
    }
}
