package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The examples of openapi.yaml, sent to a fresh service in their order, do what the page says. */
@Tag("backend")
class SpecReplayIT {
    private static final int LEAST_STEPS = 80;

    @Test
    void everyExampleIsAnsweredAsThePageSays() throws IOException {
        try (Service service = Service.start()) {
            JsonNode spec = YAMLMapper.builder()
                    .build()
                    .readTree(service.admin()
                            .get("/api/v1/openapi.yaml")
                            .expect(200)
                            .body());
            List<Step> steps = steps(spec);
            assertThat(steps).hasSizeGreaterThan(LEAST_STEPS);
            List<String> wrong = new ArrayList<>();
            for (Step step : steps) {
                step.replay(service.admin(), spec).ifPresent(wrong::add);
            }
            assertThat(wrong).isEmpty();
        }
    }

    private static List<Step> steps(JsonNode spec) {
        List<Step> steps = new ArrayList<>();
        spec.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> operation
                                .getValue()
                                .path("x-replay")
                                .forEach(step -> steps.add(new Step(
                                        operation.getKey().toUpperCase(java.util.Locale.ROOT),
                                        path.getKey(),
                                        operation.getValue(),
                                        step)))));
        steps.sort(Comparator.comparingInt(Step::order));
        return steps;
    }

    /** @param details one entry of {@code x-replay} */
    private record Step(String method, String path, JsonNode operation, JsonNode details) {
        int order() {
            return details.path("order").asInt();
        }

        /** What was wrong; empty when nothing was. */
        java.util.Optional<String> replay(Http http, JsonNode spec) throws IOException {
            if (details.has("readUntil")) {
                return readUntil(http);
            }
            Map<String, String> headers = new HashMap<>();
            details.path("headers")
                    .properties()
                    .forEach(header ->
                            headers.put(header.getKey(), header.getValue().asString()));
            Answer answer = http.send(method, address(), headers, body(headers, spec));
            boolean asSaid = answer.status() == details.path("status").asInt()
                    && (!details.has("code")
                            || answer.json()
                                    .path("code")
                                    .asString("")
                                    .equals(details.path("code").asString()));
            return asSaid
                    ? java.util.Optional.empty()
                    : java.util.Optional.of("step " + order() + " " + method + " " + address() + ": expected "
                            + details.path("status") + " "
                            + details.path("code").asString("") + ", got "
                            + answer.status() + " " + answer.text());
        }

        private java.util.Optional<String> readUntil(Http http) throws IOException {
            String wanted = details.path("readUntil").asString();
            StringBuilder seen = new StringBuilder();
            try (InputStream stream = http.open(address(), Map.of("Accept", "text/event-stream"))) {
                byte[] buffer = new byte[1024];
                for (int n = stream.read(buffer); n > 0; n = stream.read(buffer)) {
                    seen.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
                    if (seen.indexOf(wanted) >= 0) {
                        return java.util.Optional.empty();
                    }
                }
            }
            return java.util.Optional.of("step " + order() + ": the stream ended before \"" + wanted + "\": " + seen);
        }

        private String address() {
            String address = "/api/v1" + path;
            for (Map.Entry<String, JsonNode> value : details.path("path").properties()) {
                address = address.replace(
                        "{" + value.getKey() + "}", value.getValue().asString());
            }
            List<String> query = new ArrayList<>();
            details.path("query")
                    .properties()
                    .forEach(value -> query.add(value.getKey() + "="
                            + URLEncoder.encode(value.getValue().asString(), StandardCharsets.UTF_8)));
            return query.isEmpty() ? address : address + "?" + String.join("&", query);
        }

        private BodyPublisher body(Map<String, String> headers, JsonNode spec) throws IOException {
            if (details.has("bodyFile")) {
                headers.putIfAbsent("Content-Type", "application/octet-stream");
                return BodyPublishers.ofFile(
                        Samples.file(details.path("bodyFile").asString()));
            }
            if (!details.has("example")) {
                return BodyPublishers.noBody();
            }
            headers.putIfAbsent("Content-Type", "application/json");
            String name = details.path("example").asString();
            JsonNode content =
                    resolve(operation.path("requestBody"), spec).path("content").path("application/json");
            JsonNode example =
                    resolve(content.path("examples").path(name), spec).path("value");
            assertThat(example.isMissingNode()).as("the example %s", name).isFalse();
            return BodyPublishers.ofString(Http.JSON.writeValueAsString(example));
        }

        private static JsonNode resolve(JsonNode node, JsonNode spec) {
            return node.has("$ref") ? spec.at(node.path("$ref").asString().substring(1)) : node;
        }
    }
}
