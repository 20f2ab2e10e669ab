package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** On request the log is JSON, a document a line, in which each call's id can be looked for. */
@Tag("backend")
class StructuredLogIT {
    @Test
    void aCallIsFoundInTheLogByItsCorrelationId() {
        Map<String, String> settings = Map.of(
                "LOGGING_STRUCTURED_FORMAT_CONSOLE", "ecs",
                "LOGGING_LEVEL_ORG_SPRINGFRAMEWORK_WEB", "DEBUG");
        try (Service service = Service.start(settings)) {
            Http http = service.admin();
            String id = http.get("/api/v1/host/orphans")
                    .expect(200)
                    .headers()
                    .firstValue("Triptych-Correlation-Id")
                    .orElseThrow();
            List<JsonNode> lines = service.logText()
                    .lines()
                    .filter(line -> line.startsWith("{"))
                    .map(Http.JSON::readTree)
                    .toList();
            assertThat(lines).allSatisfy(line -> {
                assertThat(line.path("@timestamp").asString()).isNotEmpty();
                assertThat(line.path("message").isMissingNode()).isFalse();
            });
            assertThat(lines)
                    .filteredOn(line -> line.path("correlationId").asString("").equals(id))
                    .extracting(line -> line.path("message").asString())
                    .anyMatch(message -> message.contains("/api/v1/host/orphans"));
        }
    }
}
