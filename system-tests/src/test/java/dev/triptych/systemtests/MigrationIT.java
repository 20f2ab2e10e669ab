package dev.triptych.systemtests;

import static dev.triptych.systemtests.ShopMove.PATIENCE;
import static dev.triptych.systemtests.ShopMove.verified;
import static dev.triptych.systemtests.ShopMove.web;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The sample {@code web} moves from a container to Wasm behind a real gateway. */
@Tag("backend")
class MigrationIT {
    @SuppressWarnings("NullAway.Init")
    private Service service;

    @SuppressWarnings("NullAway.Init")
    private ShopMove move;

    private int port;

    @BeforeEach
    void startAService() {
        service = Service.start();
        Workloads.uploadSamples(service.admin());
        Workloads.launch(service.admin(), web("container", "shop-container"));
        move = new ShopMove(service);
        port = move.put(Map.of("backends", List.of(Map.of("workload", "shop-container"))));
    }

    @AfterEach
    void endTheService() {
        service.close();
    }

    @Test
    void aServiceMovesUnderLoadAndNoRequestIsLostOrDoubled() throws IOException {
        try (OpenLoop load = OpenLoop.start(port, 200);
                Kept idle = new Kept(port);
                Kept upload = new Kept(port)) {
            load.awaitMore(200);
            greet(idle);
            move.begin(
                    web("wasm", "shop-wasm"),
                    Map.of(
                            "verify", verified("/", "/json", "/status/404"),
                            "canary", Map.of("steps", List.of(Map.of("weight", 10, "requests", 50))),
                            "watch", Map.of("for", "3s", "errorBudget", 0, "latencyFactor", 1000),
                            "grace", "1s",
                            "gates", List.of("canary", "cut-over")));
            move.awaitGate("verifying");
            upload.begin(100); // to the old workload, which has everything yet
            killInTheMiddle(load);
            move.promote();
            move.await("canary");
            killInTheMiddle(load);
            greet(idle);
            move.awaitGate("canary");
            move.promote();
            Await.level(
                    "all new requests go to the new one",
                    PATIENCE,
                    () -> !move.state().equals("canary"));
            load.awaitMore(50);
            greet(idle);
            upload.finish(100);
            move.await("watching");
            killInTheMiddle(load);
            greet(idle);
            move.await("done");
            load.awaitMore(100);
            load.stop();
            assertThat(load.wrong()).isEmpty();
            assertThat(load.right()).isEqualTo(load.sent());
            judge(load.sent());
        }
    }

    private static void greet(Kept connection) throws IOException {
        assertThat(connection.get("/").body()).isEqualTo("Hello, Web!\n");
    }

    private void killInTheMiddle(OpenLoop load) {
        service.kill();
        load.awaitMore(100);
        service.startAgain();
    }

    private void judge(int sent) {
        assertThat(move.carriedOut(sent, "shop-container", "shop-wasm"))
                .hasSize(sent)
                .allSatisfy((_, times) -> assertThat(times).isOne());
        assertThat(move.carriedOutBy("shop-wasm")).isNotEmpty();
        JsonNode backends =
                service.admin().get(ShopMove.SERVICE).expect(200).json().path("backends");
        assertThat(backends.size()).isOne();
        assertThat(backends.path(0).path("workload").asString()).isEqualTo("shop-wasm");
        assertThat(Workloads.state(service.admin(), "shop-container")).isIn("stopping", "stopped");
        assertThat(move.status()
                        .path("steps")
                        .valueStream()
                        .map(step -> step.path("outcome").asString()))
                .containsOnly("passed");
    }

    @Test
    void answersThatDifferStopIt() {
        Map<String, Object> other = web("wasm", "shop-wasm");
        other.put("env", Map.of("GREETING", "Goodbye"));
        move.begin(other, Map.of("verify", verified("/status/200", "/json")));
        move.await("failed");
        JsonNode step = move.status().path("steps").path(1);
        assertThat(step.path("outcome").asString()).isEqualTo("failed");
        JsonNode difference =
                step.path("evidence").path("verification").path("differences").path(0);
        assertThat(difference.path("what").asString()).isEqualTo("json /greeting");
        assertThat(Workloads.names(service.admin())).containsExactly("shop-container");
        assertThat(service.admin().get(ShopMove.SERVICE).expect(200).headers().firstValue("ETag"))
                .hasValue("\"1\"");
    }

    @Test
    void aWorkloadThatDiesAtCanaryIsTakenBack() {
        move.begin(
                web("container", "shop-other"),
                Map.of("canary", Map.of("steps", List.of(Map.of("weight", 50, "for", "10m")))));
        move.await("canary");
        String container = Shell.lines("docker", "ps", "--format", "{{.Names}}").stream()
                .filter(name -> name.contains("shop-other"))
                .findFirst()
                .orElseThrow();
        Shell.run("docker", "kill", container);
        move.await("rolled-back");
        assertThat(move.status().path("message").asString()).contains("shop-other");
        assertThat(Workloads.names(service.admin())).containsExactly("shop-container");
        try (OpenLoop load = OpenLoop.start(port, 50)) {
            load.awaitMore(50);
            load.stop();
            assertThat(load.wrong()).isEmpty();
        }
    }
}
