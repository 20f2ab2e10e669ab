package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Http;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The Wasm engines of the host. */
final class Engines {
    private Engines() {}

    /** Their names, as the host lists them: {@code wasmtime 50.0.0, endive 1.0.0}. */
    static List<String> of(Http http) {
        List<String> names = new ArrayList<>();
        for (JsonNode driver : http.get("/api/v1/host").expect(200).json().path("drivers")) {
            if (driver.path("kind").asString().equals("wasm")) {
                for (String engine :
                        driver.path("facts").path("engines").asString().split(",", -1)) {
                    names.add(engine.strip().split(" ", 2)[0]);
                }
            }
        }
        return names;
    }

    /** The description, with the engine that it is to be run by. */
    static Map<String, Object> with(String engine, Map<String, Object> description) {
        description.put("wasm", Map.of("engine", engine));
        return description;
    }
}
