package dev.triptych.systemtests;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Descriptions of the samples for each kind, and the usual steps with them. */
public final class Workloads {
    public static final String PATH = "/api/v1/workloads";

    private Workloads() {}

    /** A job that runs one sample. */
    public static Map<String, Object> job(String kind, String name, String sample, String... args) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("name", name);
        description.put("kind", kind);
        description.put("lifecycle", "job");
        description.put("source", source(kind, sample));
        description.put("args", List.of(args));
        return description;
    }

    /** A service that touches a little memory and stays. */
    public static Map<String, Object> staying(String kind, String name) {
        Map<String, Object> description = job(kind, name, "hungry", "--touch", "1MiB", "--hold", "60m");
        description.put("lifecycle", "service");
        return description;
    }

    public static Map<String, Object> source(String kind, String sample) {
        return kind.equals("wasm")
                ? Map.of("artifact", sample + ".wasm")
                : Map.of("image", "triptych/" + sample + ":1");
    }

    /** Uploads the samples' modules. */
    public static void uploadSamples(Http http) {
        for (String sample : List.of("greeter", "primes", "hungry", "web", "probe")) {
            Answer answer = http.upload("/api/v1/artifacts/" + sample + ".wasm", Samples.module(sample));
            if (answer.status() != 200) {
                answer.expect(201);
            }
        }
    }

    /** Creates a job, waits for its end, and answers the workload. */
    public static JsonNode run(Http http, Map<String, Object> description) {
        return http.post(PATH + "?wait=exit&timeout=5m", description)
                .expect(201)
                .json();
    }

    /** Creates a service and waits until it is ready. */
    public static JsonNode launch(Http http, Map<String, Object> description) {
        return http.post(PATH + "?wait=ready&timeout=5m", description)
                .expect(201)
                .json();
    }

    public static JsonNode get(Http http, String name) {
        return http.get(PATH + "/" + name).expect(200).json();
    }

    public static String state(Http http, String name) {
        return get(http, name).path("status").path("state").asString();
    }

    public static void delete(Http http, String name) {
        http.delete(PATH + "/" + name + "?wait=gone&timeout=2m").expect(204);
    }

    public static List<String> names(Http http) {
        List<String> names = new ArrayList<>();
        http.get(PATH + "?limit=200")
                .expect(200)
                .json()
                .path("items")
                .forEach(item -> names.add(item.path("name").asString()));
        return names;
    }

    public static void deleteAll(Http http) {
        names(http).forEach(name -> delete(http, name));
    }
}
