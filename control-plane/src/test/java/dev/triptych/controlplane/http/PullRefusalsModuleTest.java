package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.Api.Answer;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.tck.fake.FakeBackend;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Pulls that may not begin, and so do not: nothing is on record, and no registry is asked. */
@HttpModuleTest
class PullRefusalsModuleTest {
    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    @Autowired
    private FakeBackend backend;

    @Autowired
    private JdbcClient database;

    private final String image = "registry.test:5000/team/" + Api.uniqueName("app") + ":1";
    private Api api;
    private PullClient pulls;

    @BeforeEach
    void open() {
        api = new Api(port, home.root());
        pulls = new PullClient(api, database);
    }

    @Test
    void withoutTheSecretNothingBegins() {
        int before = pulls.onRecord();
        Answer answer = api.post(
                PullClient.PATH,
                "{\"reference\":\"" + image
                        + "\",\"credentials\":{\"username\":\"robot\",\"password\":{\"secret\":\"no-such-secret\"}}}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("SOURCE_NOT_FOUND");
        assertThat(answer.fields()).containsExactly("credentials.password.secret");
        assertThat(pulls.onRecord()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "registry.example/app:1, REGISTRY_NOT_ALLOWED",
        "registry.test/app:1, REGISTRY_NOT_ALLOWED",
        "127.0.0.1:5000/app:1, REGISTRY_NOT_ALLOWED",
        "2130706433:5000/app:1, REGISTRY_NOT_ALLOWED",
        "localhost:5000/app:1, REGISTRY_NOT_ALLOWED",
        "[::1]:5000/app:1, REGISTRY_NOT_ALLOWED",
        "registry.test:5000/App:1, SOURCE_INVALID",
        "registry.test:5000/app@sha256:12, SOURCE_INVALID"
    })
    void whatMayNotBePulledChangesNothing(String reference, String code) {
        int before = pulls.onRecord();
        int asked = backend.pulls().asked().size();
        Answer answer = api.post(PullClient.PATH, PullClient.asking(reference));
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.fields()).containsExactly("reference");
        assertThat(pulls.onRecord()).isEqualTo(before);
        assertThat(backend.pulls().asked()).hasSize(asked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"reference\":\"\"}",
                "{\"reference\":\"registry.test:5000/a\",\"platform\":\"linux\"}",
                "{\"reference\":\"registry.test:5000/a\",\"credentials\":{}}",
                "{\"reference\":\"registry.test:5000/a\",\"credentials\":{\"username\":\"a:b\",\"password\":{\"secret\":\"x\"}}}",
                "{\"reference\":\"registry.test:5000/a\",\"credentials\":{\"username\":\"a\",\"password\":{\"secret\":\"X Y\"}}}",
                "{\"reference\":\"registry.test:5000/a\",\"credentials\":{\"username\":\"a\",\"password\":\"clear\"}}"
            })
    void aMalformedRequestIsRefused(String body) {
        Answer answer = api.post(PullClient.PATH, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).doesNotContain("clear");
    }

    @Test
    void whileTheEngineIsAwayNothingBegins() {
        int before = pulls.onRecord();
        backend.goAway();
        try {
            Answer answer = api.post(PullClient.PATH, PullClient.asking(image));
            assertThat(answer.status()).as(answer.body()).isEqualTo(503);
            assertThat(answer.code()).isEqualTo("DRIVER_UNAVAILABLE");
        } finally {
            backend.comeBack();
        }
        assertThat(pulls.onRecord()).isEqualTo(before);
    }

    @Test
    void nobodyKnowsAPullThatNeverWas() {
        for (String id : List.of("nobody", UUID.randomUUID().toString())) {
            assertThat(api.get(PullClient.PATH + "/" + id).code()).isEqualTo("PULL_NOT_FOUND");
            assertThat(api.delete(PullClient.PATH + "/" + id).code()).isEqualTo("PULL_NOT_FOUND");
        }
    }
}
