package dev.triptych.api;

import static dev.triptych.api.Specification.map;
import static dev.triptych.api.Specification.maps;
import static dev.triptych.api.Specification.text;
import static dev.triptych.api.Specification.texts;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One operation of the specification. */
record Operation(Specification specification, String method, String path, Map<String, Object> node) {

    /** As in {@code PUT /artifacts/{name}}. */
    String route() {
        return method.toUpperCase(Locale.ROOT) + " " + path;
    }

    String id() {
        return text(node.get("operationId"));
    }

    String role() {
        return text(node.get("x-role"));
    }

    List<String> tags() {
        return texts(node.get("tags"));
    }

    /** The calls that a test sends to a fresh service. */
    List<Map<String, Object>> replay() {
        return maps(node.get("x-replay"));
    }

    Map<String, Object> responses() {
        return map(node.get("responses"));
    }

    /** The request examples by name; empty where there is no JSON body. */
    Map<String, Object> requestExamples() {
        Map<String, Object> content = map(map(node.get("requestBody")).get("content"));
        return map(map(content.get("application/json")).get("examples"));
    }

    /** The problems that are shown for a status. */
    List<Map<String, Object>> problems(String status) {
        Map<String, Object> content =
                map(specification.resolved(map(responses().get(status))).get("content"));
        List<Map<String, Object>> problems = new ArrayList<>();
        map(map(content.get("application/problem+json")).get("examples"))
                .values()
                .forEach(example -> problems.add(map(map(example).get("value"))));
        return problems;
    }

    @Override
    public String toString() {
        return route();
    }
}
