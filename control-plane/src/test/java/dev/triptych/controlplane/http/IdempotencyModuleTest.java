package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.platform.Home;
import dev.triptych.tck.fake.FakeBackend;
import dev.triptych.tck.fake.FakeOperation;
import dev.triptych.tck.fake.Fault;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A creation that is repeated makes nothing twice. */
@HttpModuleTest
class IdempotencyModuleTest {
    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    @Autowired
    private JdbcClient database;

    @Autowired
    private FakeBackend backend;

    private Api api;

    @BeforeEach
    void open() {
        api = new Api(port, home.root());
    }

    private static String body(String name, String more) {
        return "{\"name\":\"" + name + "\",\"kind\":\"vm\",\"lifecycle\":\"service\","
                + "\"source\":{\"image\":\"triptych/greeter:1\"},"
                + "\"env\":{\"A\":\"1\",\"B\":\"2\",\"C\":\"canary-of-idempotency\"}" + more + "}";
    }

    private Api.Answer create(String key, String body) {
        return api.send(api.request("/workloads")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body)));
    }

    @Test
    void aRepeatAnswersTheWorkloadAsItIsNow() {
        String name = Api.uniqueName("once");
        Api.Answer first = create(name, body(name, ""));
        assertThat(first.status()).isEqualTo(201);

        Api.Answer again = create(name, body(name, ""));

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("ETag")).isNotEmpty();
        assertThat(again.json().path("status").path("id"))
                .isEqualTo(first.json().path("status").path("id"));
    }

    @Test
    void theOrderOfFieldsIsNoDifferenceAndTheirValuesAre() {
        String name = Api.uniqueName("once");
        assertThat(create(name, body(name, "")).status()).isEqualTo(201);

        assertThat(create(
                                name,
                                body(name, ",\"status\":{}")
                                        .replace("\"A\":\"1\",\"B\":\"2\"", "\"B\":\"2\",\"A\":\"1\""))
                        .status())
                .isEqualTo(200);
        Api.Answer other = create(name, body(name, ",\"args\":[\"x\"]"));
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void aRefusedCallUsesUpNoKeyAndOthersHaveKeysOfTheirOwn() {
        String name = Api.uniqueName("once");
        assertThat(create(name, body(name, ",\"memroy\":1")).status()).isEqualTo(400);
        assertThat(create(name, body(name, "")).status()).isEqualTo(201);

        String token = api.post("/tokens", "{\"name\":\"" + Api.uniqueName("other") + "\",\"role\":\"operator\"}")
                .json()
                .path("token")
                .asString();
        Api.Answer others = api.send(java.net.http.HttpRequest.newBuilder(api.uri("/api/v1/workloads"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", name)
                .POST(BodyPublishers.ofString(body(name, ""))));
        assertThat(others.code()).isEqualTo("NAME_TAKEN");
    }

    @Test
    void whatItMadeAndWasDeletedIsNotMadeAgain() {
        String name = Api.uniqueName("once");
        create(name, body(name, ""));
        assertThat(api.delete("/workloads/" + name + "?wait=gone").status()).isEqualTo(204);

        Api.Answer again = create(name, body(name, ""));

        assertThat(again.status()).isEqualTo(404);
        assertThat(again.code()).isEqualTo("WORKLOAD_NOT_FOUND");
        assertThat(api.get("/workloads/" + name).status()).isEqualTo(404);
    }

    @Test
    void whileOneIsUnderWayAnotherIsRefused() {
        String name = Api.uniqueName("once");
        int before = backend.calls(FakeOperation.PLAN);
        backend.next(FakeOperation.PLAN, new Fault.Hang());
        CompletableFuture<Api.Answer> first = CompletableFuture.supplyAsync(() -> create(name, body(name, "")));
        dev.triptych.tck.Eventually.holds(
                "the first is under way",
                java.time.Duration.ofSeconds(20),
                () -> backend.calls(FakeOperation.PLAN) > before);

        Api.Answer second = create(name, body(name, ""));
        backend.release();

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.code()).isEqualTo("REQUEST_IN_FLIGHT");
        assertThat(first.join().status()).isEqualTo(504);
        assertThat(create(name, body(name, "")).status()).isEqualTo(201);
    }

    @Test
    void neitherTheRequestNorTheAnswerIsKept() {
        String name = Api.uniqueName("once");
        create(name, body(name, ""));

        assertThat(database.sql("select count(*) from idempotency_key k where k.key = ?")
                        .param(name)
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
        assertThat(database.sql("select count(*) from idempotency_key k where k::text like '%canary%'")
                        .query(Long.class)
                        .single())
                .isZero();
    }
}
