package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.platform.Home;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.fake.FakeBackend;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** What an operator is told, and can say to have seen. */
@HttpModuleTest
class WarningsModuleTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String AWAY = "driver-unavailable.container";

    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    @Autowired
    private FakeBackend backend;

    private Api api;

    @BeforeEach
    void open() {
        api = new Api(port, home.root());
    }

    private Optional<JsonNode> warning(String id) {
        return api.get("/host/warnings")
                .json()
                .path("items")
                .valueStream()
                .filter(warning -> warning.path("id").asString().equals(id))
                .findFirst();
    }

    private JsonNode raised(String id) {
        return Eventually.value(id + " is raised", SOON, () -> warning(id), Optional::isPresent)
                .orElseThrow();
    }

    @Test
    void aBackendThatIsAwayIsToldUntilItIsBackAndAcknowledgingLastsAsLong() {
        backend.goAway();
        try {
            JsonNode raised = raised(AWAY);
            assertThat(raised.path("severity").asString()).isEqualTo("error");
            assertThat(raised.path("remedy").asString()).isEqualTo("bring it back");
            assertThat(raised.has("acknowledgedAt")).isFalse();

            Api.Answer seen = api.post("/host/warnings/" + AWAY + "/acknowledge", "");
            assertThat(seen.status()).isEqualTo(200);
            assertThat(seen.json().path("acknowledgedBy").asString()).isEqualTo("admin");
            String since = seen.json().path("acknowledgedAt").asString();
            assertThat(api.post("/host/warnings/" + AWAY + "/acknowledge", "")
                            .json()
                            .path("acknowledgedAt")
                            .asString())
                    .isEqualTo(since);
        } finally {
            backend.comeBack();
        }
        Eventually.holds("it is over", SOON, () -> warning(AWAY).isEmpty());
        assertThat(api.post("/host/warnings/" + AWAY + "/acknowledge", "").code())
                .isEqualTo("WARNING_NOT_FOUND");
        assertThat(api.get("/events?limit=500").body())
                .contains("warning.raised", "warning.acknowledged", "warning.over");

        backend.goAway();
        try {
            assertThat(raised(AWAY).has("acknowledgedAt")).isFalse();
        } finally {
            backend.comeBack();
        }
    }

    @Test
    void aStartWithoutTheCacheIsNoticed() {
        assertThat(raised("aot-cache-unused.service").path("severity").asString())
                .isEqualTo("notice");
    }
}
