package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.Api.Answer;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.tck.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Records of services, with the real gateway process behind them. */
@HttpModuleTest
class ServicesModuleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(port, home.root());
    }

    private static int own(Answer answer) {
        return answer.json().path("status").path("port").asInt();
    }

    private Answer putIf(String name, String etag, String json) {
        return api.send(api.request("/services/" + name)
                .header("Content-Type", "application/json")
                .header("If-Match", etag)
                .PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    private HttpResponse<String> ask(int at) {
        try {
            return api.client()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at + "/"))
                                    .timeout(PATIENCE)
                                    .build(),
                            BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aServiceIsServedAsSoonAsItIsMade() {
        String name = Api.uniqueName("svc");
        Answer made = api.put("/services/" + name, "{}");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.header("ETag")).isEqualTo("\"1\"");
        assertThat(ask(own(made)).statusCode()).isEqualTo(503);
        Answer same = api.put("/services/" + name, "{}");
        assertThat(same.status()).isEqualTo(200);
        assertThat(own(same)).isEqualTo(own(made));
        assertThat(same.header("ETag")).isEqualTo("\"1\"");
        assertThat(api.delete("/services/" + name).status()).isEqualTo(204);
        assertThat(api.get("/services/" + name).code()).isEqualTo("SERVICE_NOT_FOUND");
    }

    @Test
    void changingAServiceNeedsWhatWasSeen() {
        String name = Api.uniqueName("svc");
        assertThat(api.put("/services/" + name, "{}").status()).isEqualTo(201);
        String other = "{\"limits\":{\"idle\":\"5s\"}}";
        assertThat(api.put("/services/" + name, other).code()).isEqualTo("PRECONDITION_REQUIRED");
        assertThat(putIf(name, "\"7\"", other).code()).isEqualTo("PRECONDITION_FAILED");
        Answer changed = putIf(name, "\"1\"", other);
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.header("ETag")).isEqualTo("\"2\"");
        assertThat(changed.json().path("limits").path("idle").asString()).isEqualTo("5s");
        assertThat(putIf(Api.uniqueName("none"), "\"1\"", other).code()).isEqualTo("PRECONDITION_FAILED");
        assertThat(api.delete("/services/" + name).status()).isEqualTo(204);
    }

    @Test
    void whatIsWrongIsToldAndChangesNothing() throws IOException {
        String name = Api.uniqueName("svc");
        String path = "/services/" + name;
        assertThat(api.put(path, "{\"backends\":[{\"workload\":\"nowhere\"}]}").code())
                .isEqualTo("BACKEND_NOT_FOUND");
        assertThat(api.put(path, "{\"bind\":\"0.0.0.0\"}").code()).isEqualTo("VALIDATION_FAILED");
        assertThat(api.put(path, "{\"bind\":\"example.org\"}").code()).isEqualTo("VALIDATION_FAILED");
        assertThat(api.put(path, "{\"port\":70000}").code()).isEqualTo("VALIDATION_FAILED");
        assertThat(api.put(path, "{\"hosts\":[\"other.localhost\"]}").code()).isEqualTo("VALIDATION_FAILED");
        assertThat(api.put(path, "{\"limits\":{\"header\":\"1GiB\"}}").code()).isEqualTo("VALIDATION_FAILED");
        assertThat(api.put(path, "{\"tls\":{\"certificate\":\"x\",\"key\":\"y\"}}")
                        .code())
                .isEqualTo("VALIDATION_FAILED");
        assertThat(api.put("/services/localhost", "{}").code()).isEqualTo("NAME_RESERVED");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Answer answer = api.put(path, "{\"port\":" + taken.getLocalPort() + "}");
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.code()).isEqualTo("PORT_TAKEN");
        }
        assertThat(api.get(path).status()).isEqualTo(404);
    }

    @Test
    void aWorkloadThatIsReadyGetsAShareAndOneThatStopsDoesNot() {
        String workload = Api.uniqueName("web");
        String name = Api.uniqueName("svc");
        Answer created = api.post("/workloads", """
                {"name":"%s","kind":"container","lifecycle":"service","source":{"image":"%s"},
                 "ports":[{"name":"http","port":8080,"protocol":"http","publish":0},{"name":"raw","port":1}]}""".formatted(workload, SimulatedImages.KNOWN));
        assertThat(created.status()).as(created.body()).isLessThan(300);
        assertThat(api.put("/services/" + name, "{\"backends\":[{\"workload\":\"" + workload + "\"}]}")
                        .body())
                .contains("must name one of the workload's ports: http, raw");
        Answer made =
                api.put("/services/" + name, "{\"backends\":[{\"workload\":\"" + workload + "\",\"port\":\"http\"}]}");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.body().toLowerCase(Locale.ROOT)).contains("\"workload\":\"" + workload + "\"");
        assertThat(api.delete("/services/" + name).status()).isEqualTo(204);
        assertThat(api.delete("/workloads/" + workload).status()).isLessThan(300);
    }

    @Test
    void historyAndListTellOfServices() {
        String name = Api.uniqueName("svc");
        assertThat(api.put("/services/" + name, "{\"protocol\":\"tcp\"}").status())
                .isEqualTo(201);
        assertThat(api.get("/services").body()).contains("\"" + name + "\"");
        assertThat(api.delete("/services/" + name).status()).isEqualTo(204);
        Eventually.holds("both events are there", PATIENCE, () -> {
            String events = api.get("/events?limit=500").body();
            return events.contains("Made the service \\\"" + name)
                    && events.contains("Deleted the service \\\"" + name);
        });
    }
}
