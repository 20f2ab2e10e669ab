package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.platform.Home;
import dev.triptych.tck.fake.FakeBackend;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** What the container engine holds. */
@HttpModuleTest
class ImagesModuleTest {
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

    @Test
    void eachImageTellsItsSizeAndWhoUsesItAndTheNamelessComeLast() {
        String workload = Api.uniqueName("painter");
        assertThat(api.post(
                                "/workloads",
                                "{\"name\":\"" + workload + "\",\"kind\":\"container\",\"source\":{\"image\":\""
                                        + SimulatedImages.KNOWN + "\"}}")
                        .status())
                .isEqualTo(201);

        Api.Answer answer = api.get("/images");

        assertThat(answer.status()).isEqualTo(200);
        List<JsonNode> images = answer.json().path("items").valueStream().toList();
        assertThat(images)
                .extracting(image -> image.path("id").asString())
                .containsExactly(SimulatedImages.KNOWN_DIGEST, SimulatedImages.NAMELESS_DIGEST);
        JsonNode known = images.getFirst();
        assertThat(known.path("names").get(0).asString()).isEqualTo(SimulatedImages.KNOWN);
        assertThat(known.path("sizeBytes").asLong()).isEqualTo(1 << 20);
        assertThat(known.path("sharedBytes").asLong()).isEqualTo(700);
        assertThat(known.path("createdAt").asString()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(known.path("usedBy").valueStream().map(JsonNode::asString)).contains(workload);
        JsonNode nameless = images.getLast();
        assertThat(nameless.has("sharedBytes")).as("nobody told it").isFalse();
        assertThat(nameless.path("usedBy").size()).isZero();

        api.delete("/workloads/" + workload);
    }

    @Test
    void anEngineThatIsAwayIsSaidWithTheReason() {
        backend.goAway();
        try {
            Api.Answer answer = api.get("/images");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.json().path("code").asString()).isEqualTo("DRIVER_UNAVAILABLE");
            assertThat(answer.json().path("detail").asString()).contains("away");
        } finally {
            backend.comeBack();
        }
    }
}
