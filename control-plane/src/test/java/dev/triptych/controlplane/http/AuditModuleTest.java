package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.platform.Home;
import dev.triptych.tck.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** The audit, read back. */
@HttpModuleTest
class AuditModuleTest {
    private static final int COMMANDS = 5;

    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    private Api api;

    @BeforeEach
    void open() {
        api = new Api(port, home.root());
    }

    private List<JsonNode> records(int limit) {
        List<JsonNode> all = new ArrayList<>();
        JsonNode page = api.get("/audit?limit=" + limit).json();
        page.path("items").forEach(all::add);
        while (page.has("next")) {
            page = api.get("/audit?limit=" + limit + "&cursor="
                            + page.path("next").asString())
                    .json();
            page.path("items").forEach(all::add);
        }
        return all;
    }

    @Test
    void thePagesHoldEveryCommandOnceNewestFirstAndNoQuestion() {
        List<String> asked = new ArrayList<>();
        for (int i = 0; i < COMMANDS; i++) {
            asked.addFirst(api.delete("/secrets/nobody-" + i).header("Triptych-Correlation-Id"));
        }
        String question = api.get("/host").header("Triptych-Correlation-Id");

        List<JsonNode> records = Eventually.value(
                "the records of all commands",
                Duration.ofSeconds(10),
                () -> records(2),
                found -> correlations(found).containsAll(asked));

        assertThat(correlations(records))
                .containsSubsequence(asked)
                .doesNotHaveDuplicates()
                .doesNotContain(question);
        assertThat(records.stream().map(each -> each.path("id").asLong()).toList())
                .isSortedAccordingTo((one, other) -> Long.compare(other, one));
        JsonNode record = records.get(correlations(records).indexOf(asked.getFirst()));
        assertThat(record.path("caller").asString("")).isEqualTo("admin");
        assertThat(record.path("address").asString("")).isEqualTo("127.0.0.1");
        assertThat(record.path("method").asString("")).isEqualTo("DELETE");
        assertThat(record.path("route").asString("")).isEqualTo("/api/v1/secrets/{name}");
        assertThat(record.path("path").asString("")).isEqualTo("/api/v1/secrets/nobody-" + (COMMANDS - 1));
        assertThat(record.path("status").asInt(0)).isEqualTo(404);
    }

    private static List<String> correlations(List<JsonNode> records) {
        return records.stream()
                .map(each -> each.path("correlationId").asString(""))
                .toList();
    }
}
