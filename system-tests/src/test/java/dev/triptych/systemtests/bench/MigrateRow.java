package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Await;
import dev.triptych.systemtests.Http;
import dev.triptych.systemtests.OpenLoop;
import dev.triptych.systemtests.Workloads;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** The sample {@code web} moves from a container to Wasm under an open loop of requests, GET and POST. */
final class MigrateRow implements Row {
    private static final int PER_SECOND = 200;
    private static final String NAME = "bench-move";
    private static final String SERVICE = "/api/v1/services/" + NAME;
    private static final String MIGRATIONS = "/api/v1/migrations";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long AROUND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final double MOST_GROWTH = 3;

    @Override
    public String name() {
        return "migrate";
    }

    @Override
    public String title() {
        return "A service moves from a container to Wasm under %d requests a second".formatted(PER_SECOND);
    }

    @Override
    public int usualPairs() {
        return 5;
    }

    @Override
    public void run(Http http, int pairs, PrintStream out) {
        List<Double> before = new ArrayList<>();
        List<Double> during = new ArrayList<>();
        int sent = 0;
        int right = 0;
        for (int i = 0; i < pairs; i++) {
            Moved moved = move(http, NAME + "-" + System.currentTimeMillis());
            before.add(moved.before());
            during.add(moved.during());
            sent += moved.sent();
            right += moved.right();
        }
        double p99Before = median(before);
        double p99During = median(during);
        out.println("requests: %d sent, %d answered as they should".formatted(sent, right));
        out.println("p99 before: %.2f ms, in the two seconds around the cut-over: %.2f ms (medians of %d moves)"
                .formatted(p99Before, p99During, pairs));
        out.println(Goal.atMost("p99 during / before", MOST_GROWTH, "").of(p99During / p99Before));
        out.println(Goal.atMost("requests lost or wrong", 0, "").of(sent - right));
    }

    /** One move; p99 in milliseconds. */
    private record Moved(int sent, int right, double before, double during) {}

    private static Moved move(Http http, String name) {
        String old = NAME + "-container";
        String candidate = NAME + "-wasm";
        try {
            Workloads.launch(http, web("container", old));
            int port = http.put(SERVICE, Map.of("backends", List.of(Map.of("workload", old))))
                    .expect(201)
                    .json()
                    .path("status")
                    .path("port")
                    .asInt();
            try (OpenLoop load = OpenLoop.start(port, PER_SECOND)) {
                load.awaitMore(10 * PER_SECOND);
                long begun = System.nanoTime();
                http.post(MIGRATIONS, migration(name, candidate)).expect(201);
                Await.level("it cuts over", PATIENCE, () -> isPast(http, name, "canary"));
                long cut = System.nanoTime();
                Await.level("it is moved", PATIENCE, () -> isPast(http, name, "grace"));
                load.stop();
                return new Moved(
                        load.sent(),
                        load.right(),
                        p99(load, begun - 10 * AROUND_NANOS, begun),
                        p99(load, cut - AROUND_NANOS, cut + AROUND_NANOS));
            }
        } finally {
            http.post(MIGRATIONS + "/" + name + "/cancel"); // where it ended badly, so that nothing is held
            http.delete(SERVICE);
            Workloads.names(http).stream()
                    .filter(List.of(candidate, old)::contains)
                    .forEach(one -> Workloads.delete(http, one));
        }
    }

    private static boolean isPast(Http http, String name, String state) {
        JsonNode status = http.get(MIGRATIONS + "/" + name).expect(200).json().path("status");
        String now = status.path("state").asString();
        if (List.of("failed", "rolled-back", "cancelled").contains(now)) {
            throw new IllegalStateException("the migration ended: " + status);
        }
        List<String> way = List.of("preparing", "verifying", "canary", "cutting-over", "watching", "grace", "done");
        return way.indexOf(now) > way.indexOf(state);
    }

    private static Map<String, Object> web(String kind, String name) {
        Map<String, Object> description = Workloads.job(kind, name, "web");
        description.put("lifecycle", "service");
        description.put("ports", List.of(Map.of("name", "http", "port", 8080, "protocol", "http", "publish", 0)));
        if (kind.equals("wasm")) {
            // With room for what is due at once when a busy machine stands still for a moment.
            description.put("wasm", Map.of("http", "cgi", "concurrency", 64));
            description.put("resources", Map.of("memory", "8MiB"));
        }
        return description;
    }

    private static Map<String, Object> migration(String name, String candidate) {
        return Map.of(
                "name", name,
                "service", NAME,
                "to", web("wasm", candidate),
                "verify", Map.of("requests", List.of(Map.of("path", "/"), Map.of("path", "/json"))),
                "canary", Map.of("steps", List.of(Map.of("weight", 10, "for", "2s"))),
                "watch", Map.of("for", "3s", "latencyFactor", 1000),
                "grace", "1s");
    }

    private static double p99(OpenLoop load, long from, long to) {
        double[] millis = load.answered().stream()
                .filter(one -> one.due() >= from && one.due() < to)
                .mapToDouble(one -> one.nanos() / 1e6)
                .toArray();
        return Statistics.quantile(millis, 0.99);
    }

    private static double median(List<Double> values) {
        return Statistics.median(
                values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
