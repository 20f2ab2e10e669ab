package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.Api.Answer;
import dev.triptych.tck.Eventually;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Who pulls images, and looks at what the record has of it. */
record PullClient(Api api, JdbcClient database) {
    static final Duration SOON = Duration.ofSeconds(60);
    static final String PATH = "/images/pulls";

    static String asking(String reference) {
        return "{\"reference\":\"" + reference + "\"}";
    }

    String begun(String body) {
        Answer answer = api.post(PATH, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        assertThat(answer.json().path("state").asString()).isEqualTo("pulling");
        String id = answer.json().path("id").asString();
        assertThat(answer.header("Location")).isEqualTo("/api/v1" + PATH + "/" + id);
        return id;
    }

    JsonNode pull(String id) {
        Answer answer = api.get(PATH + "/" + id);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    JsonNode ended(String id, String state) {
        JsonNode pull = Eventually.value(
                "the pull ends",
                SOON,
                () -> pull(id),
                seen -> !seen.path("state").asString().equals("pulling"));
        assertThat(pull.path("state").asString()).as(pull.toString()).isEqualTo(state);
        assertThat(pull.path("endedAt").isMissingNode()).isFalse();
        return pull;
    }

    List<JsonNode> events(String id, String type) {
        return api.get("/events?limit=500")
                .json()
                .path("items")
                .valueStream()
                .filter(event -> event.path("subject").path("id").asString("").equals(id))
                .filter(event -> event.path("type").asString().equals(type))
                .toList();
    }

    int onRecord() {
        return database.sql("select count(*) from image_pull")
                .query(Integer.class)
                .single();
    }
}
