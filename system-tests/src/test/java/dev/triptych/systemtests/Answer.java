package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** What the service answered. */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record Answer(int status, HttpHeaders headers, byte[] body) {

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    public JsonNode json() {
        return Http.json(body);
    }

    public Answer expect(int expected) {
        assertThat(status).as(() -> "status; the answer was: " + abbreviated()).isEqualTo(expected);
        return this;
    }

    /** A problem document (RFC 9457) with this code, and a detail that says something. */
    public Answer expectProblem(int expected, String code) {
        expect(expected);
        assertThat(headers.firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(json().path("code").asString("")).as(this::abbreviated).isEqualTo(code);
        assertThat(json().path("detail").asString("")).isNotBlank();
        assertThat(json().path("correlationId").asString("")).isNotBlank();
        return this;
    }

    private String abbreviated() {
        String text = text();
        return text.length() > 2000 ? text.substring(0, 2000) + "…" : text;
    }
}
