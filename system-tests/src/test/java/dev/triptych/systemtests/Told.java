package dev.triptych.systemtests;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What the service tells about one workload: its status, its runs, its history. */
final class Told {
    private Told() {}

    static JsonNode status(Http http, String name) {
        return Workloads.get(http, name).path("status");
    }

    static String reason(Http http, String name) {
        return status(http, name).path("reason").path("message").asString("");
    }

    static int runs(Http http, String name) {
        return http.get(Workloads.PATH + "/" + name + "/runs")
                .expect(200)
                .json()
                .path("items")
                .size();
    }

    static JsonNode run(Http http, String name) {
        return http.get(Workloads.PATH + "/" + name + "/runs/1").expect(200).json();
    }

    /** The states it went through, oldest first. */
    static List<String> states(Http http, String name) {
        String id = status(http, name).path("id").asString();
        List<String> states = new ArrayList<>();
        http.get("/api/v1/events?limit=500&after=0&workload=" + name)
                .expect(200)
                .json()
                .path("items")
                .forEach(event -> {
                    if (event.path("subject").path("id").asString("").equals(id)) { // names are used again
                        states.add(event.path("to").asString(""));
                    }
                });
        return states;
    }
}
