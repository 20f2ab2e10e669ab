package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Await;
import dev.triptych.systemtests.Http;
import dev.triptych.systemtests.Workloads;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** What callers of the control plane feel of Wasm guests that misbehave: hot loops, and one memory bomb after another. */
final class NeighboursRow implements Row {
    private static final int WARM_UP = 2_000;
    private static final int HOT_LOOPS = 200;
    private static final String HOT = "bench-hot-";
    private static final String BOMB = "bench-bomb";
    private static final int STEADY = 20;
    private static final String STEADY_NAME = "bench-steady-";
    private static final String LABEL = "bench-steady";
    /** The same workloads, and so the same answer, whatever else is there. */
    private static final String QUESTION = Workloads.PATH + "?limit=20&label=" + LABEL;

    @Override
    public String name() {
        return "neighbours";
    }

    @Override
    public String title() {
        return "The control plane's answers while Wasm guests misbehave";
    }

    @Override
    public int usualPairs() {
        return 2_000;
    }

    @Override
    public void run(Http http, int pairs, PrintStream out) throws IOException {
        Timing quiet = new Timing("GET /workloads, 20 of one label");
        Timing hot = new Timing("the same, %d hot loops at once".formatted(HOT_LOOPS));
        Timing bombed = new Timing("the same, memory bombs in a row");
        try {
            for (int i = 0; i < STEADY; i++) {
                Map<String, Object> steady = Workloads.job("wasm", STEADY_NAME + i, "greeter");
                steady.put("labels", Map.of(LABEL, ""));
                Workloads.run(http, steady);
            }
            ask(http, new Timing("warm-up"), WARM_UP);
            ask(http, quiet, pairs);
            for (int i = 0; i < HOT_LOOPS; i++) {
                http.post(Workloads.PATH, hotLoop(HOT + i)).expect(201);
            }
            awaitBegun(http);
            ask(http, hot, pairs);
            remove(http, HOT, HOT_LOOPS);
            whileBombsGoOff(http, () -> ask(http, bombed, pairs));
        } finally {
            remove(http, HOT, HOT_LOOPS);
            remove(http, STEADY_NAME, STEADY);
        }
        List<Timing> disturbed = List.of(hot, bombed);
        out.println(quiet);
        disturbed.forEach(out::println);
        for (Timing timing : disturbed) {
            String what =
                    "p99 of \"%s\" (%.1f ms) / quiet (%.1f ms)".formatted(timing.contender(), p99(timing), p99(quiet));
            out.println(Goal.atMost(what, 2, "").of(p99(timing) / p99(quiet)));
        }
    }

    /** Guests that burn are asked about, not the work of making two hundred workloads. */
    private static void awaitBegun(Http http) {
        for (String state : List.of("preparing", "starting")) {
            Await.level(
                    "none is " + state,
                    Duration.ofMinutes(2),
                    () -> http.get(Workloads.PATH + "?limit=1&state=" + state)
                            .expect(200)
                            .json()
                            .path("items")
                            .isEmpty());
        }
    }

    private static Map<String, Object> hotLoop(String name) {
        Map<String, Object> description = Workloads.job("wasm", name, "hungry", "--burn", "600s");
        description.put("resources", Map.of("memory", "2MiB", "timeout", "10m"));
        return description;
    }

    private static void ask(Http http, Timing timing, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            timing.take(() -> http.get(QUESTION).expect(200));
        }
    }

    private static void whileBombsGoOff(Http http, Timing.Action action) throws IOException {
        AtomicBoolean enough = new AtomicBoolean();
        Thread bomber = Thread.ofVirtual().start(() -> {
            while (!enough.get()) {
                http.post(Workloads.PATH + "?wait=exit", Workloads.job("wasm", BOMB, "hungry"))
                        .expect(201);
                Workloads.delete(http, BOMB);
            }
        });
        try {
            action.run();
        } finally {
            enough.set(true);
            join(bomber);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void remove(Http http, String prefix, int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(prefix + i);
        }
        names.forEach(name -> http.delete(Workloads.PATH + "/" + name));
        names.forEach(name -> http.delete(Workloads.PATH + "/" + name + "?wait=gone&timeout=2m"));
    }

    private static double p99(Timing timing) {
        return Statistics.quantile(timing.values(), 0.99);
    }
}
