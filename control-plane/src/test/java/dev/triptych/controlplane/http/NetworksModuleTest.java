package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.Api.Answer;
import dev.triptych.controlplane.platform.Home;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** The network block of a description, on simulated backends. */
@HttpModuleTest
class NetworksModuleTest {
    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    private Api api;
    private String name;

    @BeforeEach
    void open() {
        api = new Api(port, home.root());
        name = Api.uniqueName("n");
    }

    private JsonNode shown(String kind, String block) {
        Answer created = api.post(
                "/workloads",
                "{\"name\":\"" + name + "\",\"kind\":\"" + kind
                        + "\",\"lifecycle\":\"service\",\"source\":{\"image\":\"" + SimulatedImages.KNOWN + "\"}"
                        + block
                        + "}");
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        JsonNode shown = api.get("/workloads/" + name).json();
        assertThat(api.delete("/workloads/" + name + "?wait=gone").status()).isEqualTo(204);
        return shown.path("network");
    }

    @ParameterizedTest
    @ValueSource(strings = {"container", "vm"})
    void theBlockComesBackWithItsDefaults(String kind) {
        assertThat(shown(kind, ",\"network\":{\"shared\":true}").toString())
                .isEqualTo("{\"shared\":true,\"egress\":\"all\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "local"})
    void whatItMayReachComesBack(String egress) {
        assertThat(shown("vm", ",\"network\":{\"egress\":\"" + egress + "\"}")
                        .path("egress")
                        .asString())
                .isEqualTo(egress);
    }

    @Test
    void whatIsTheDefaultIsNotShown() {
        assertThat(shown("container", ",\"network\":{}").isMissingNode()).isTrue();
    }
}
