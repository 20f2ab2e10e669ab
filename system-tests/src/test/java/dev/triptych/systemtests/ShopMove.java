package dev.triptych.systemtests;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The migration {@code move} of the service {@code shop}, as its user sees it. */
final class ShopMove {
    static final String SERVICE = "/api/v1/services/shop";
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String MIGRATIONS = "/api/v1/migrations";
    private static final Pattern NUMBER = Pattern.compile("\\?n=(\\d+)\\b");

    private final Service service;

    ShopMove(Service service) {
        this.service = service;
    }

    /** The sample {@code web}, which notes each request that it carries out. */
    static Map<String, Object> web(String kind, String name) {
        Map<String, Object> description = Workloads.job(kind, name, "web");
        description.put("lifecycle", "service");
        description.put("env", Map.of("LOG_REQUESTS", "1"));
        description.put("ports", List.of(Map.of("name", "http", "port", 8080, "protocol", "http", "publish", 0)));
        if (kind.equals("wasm")) {
            // With room for what is due at once when a busy machine stands still for a moment.
            description.put("wasm", Map.of("http", "cgi", "concurrency", 64));
            description.put("resources", Map.of("memory", "8MiB"));
        }
        return description;
    }

    static Map<String, Object> verified(String... paths) {
        List<Map<String, Object>> requests = new ArrayList<>();
        for (String path : paths) {
            requests.add(Map.of("path", path));
        }
        return Map.of("requests", requests);
    }

    /** Puts the service in front of a workload, and answers its port. */
    int put(Map<String, Object> spec) {
        return service.admin()
                .put(SERVICE, spec)
                .expect(201)
                .json()
                .path("status")
                .path("port")
                .asInt();
    }

    void begin(Map<String, Object> to, Map<String, Object> more) {
        Map<String, Object> body = new TreeMap<>(more);
        body.put("name", "move");
        body.put("service", "shop");
        body.put("to", to);
        service.admin().post(MIGRATIONS, body).expect(201);
    }

    JsonNode status() {
        return service.admin().get(MIGRATIONS + "/move").expect(200).json().path("status");
    }

    String state() {
        return status().path("state").asString();
    }

    void await(String wanted) {
        Await.level("it is " + wanted, PATIENCE, () -> {
            JsonNode now = status();
            if (!now.path("endedAt").isMissingNode()
                    && !now.path("state").asString().equals(wanted)) {
                throw new AssertionError("it ended: " + now);
            }
            return now.path("state").asString().equals(wanted);
        });
    }

    void awaitGate(String at) {
        Await.level("it waits after " + at, PATIENCE, () -> {
            JsonNode now = status();
            if (!now.path("endedAt").isMissingNode()) {
                throw new AssertionError("it ended: " + now);
            }
            return now.path("state").asString().equals(at)
                    && now.path("waitingFor").asString("").equals("promote");
        });
    }

    void promote() {
        service.admin().post(MIGRATIONS + "/move/promote").expect(202);
    }

    /** How often each number up to this one stands in the logs of the workloads, when all are there. */
    Map<Integer, Integer> carriedOut(int sent, String... workloads) {
        Map<Integer, Integer> all = new TreeMap<>();
        Await.level("the logs are complete", PATIENCE, () -> {
            all.clear();
            for (String workload : workloads) {
                carriedOutBy(workload).forEach((number, times) -> all.merge(number, times, Integer::sum));
            }
            return all.size() >= sent;
        });
        return all;
    }

    Map<Integer, Integer> carriedOutBy(String workload) {
        Map<Integer, Integer> times = new TreeMap<>();
        String log = service.admin()
                .get(Workloads.PATH + "/" + workload + "/logs")
                .expect(200)
                .text();
        Matcher matcher = NUMBER.matcher(log);
        while (matcher.find()) {
            times.merge(Integer.valueOf(matcher.group(1)), 1, Integer::sum);
        }
        return times;
    }
}
