package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.Api.Answer;
import dev.triptych.controlplane.http.Shop.Mutant;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.controlplane.service.CandidateAddresses;
import dev.triptych.controlplane.verification.CompareRules;
import dev.triptych.controlplane.verification.VerificationPlan;
import dev.triptych.controlplane.verification.VerificationResult;
import dev.triptych.controlplane.verification.Verifier;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.tck.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Requests recorded at the real gateway: masked, encrypted, bounded and erased. */
@HttpModuleTest
@ExtendWith(OutputCaptureExtension.class)
class RecordingsModuleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CANARY = "canary-Red-" + Long.toHexString(System.nanoTime());

    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    @Autowired
    private Verifier verifier;

    @Autowired
    private WorkloadQueries workloads;

    @Autowired
    private CandidateAddresses addresses;

    @Autowired
    private JdbcClient database;

    private final String service = Api.uniqueName("rec");
    private final String path = "/services/" + service + "/recording";
    private final String workload = Api.uniqueName("rec");
    private Api api;
    private Shop shop;

    @BeforeEach
    void open() throws IOException {
        api = new Api(port, home.root());
        shop = new Shop(Mutant.NONE);
        shop.launchBehind(api, service, workload);
    }

    @AfterEach
    void close() {
        shop.close();
        api.delete("/services/" + service);
        api.delete("/workloads/" + workload);
    }

    private void ask(String method, String target, String body) {
        int at = api.get("/services/" + service)
                .json()
                .path("status")
                .path("port")
                .asInt();
        try {
            int status = api.client()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at + target))
                                    .timeout(PATIENCE)
                                    .header("Authorization", "Bearer " + CANARY)
                                    .header("Cookie", "id=" + CANARY)
                                    .header("X-Api-Key", CANARY)
                                    .header("X-Customer", CANARY)
                                    .header("Content-Type", "application/json")
                                    .method(method, BodyPublishers.ofString(body))
                                    .build(),
                            BodyHandlers.ofString())
                    .statusCode();
            assertThat(status).isEqualTo(200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void record(String more) {
        Answer answer = api.put(path, "{\"consent\":true" + more + "}");
        assertThat(answer.status()).as(answer.body()).isLessThan(300);
        assertThat(answer.json().path("state").asString()).isEqualTo("recording");
    }

    /** Asks again and again: the gateway learns of a recording within a moment. */
    private int awaitRecorded(int count, Runnable asking) {
        return Eventually.value(
                "requests are recorded",
                PATIENCE,
                () -> {
                    asking.run();
                    return api.get(path).json().path("recorded").asInt();
                },
                recorded -> recorded >= count);
    }

    private long rows() {
        return database.sql("select count(*) from recorded_request r join recording c on c.id = r.recording_id"
                        + " where c.service = ?")
                .param(service)
                .query(Long.class)
                .single();
    }

    @Test
    void whatIsRecordedCanBeReplayedAndHoldsNoSecret(CapturedOutput log) throws Exception {
        record(",\"mask\":{\"headers\":[\"X-Customer\"],\"json\":[\"/card\"],\"query\":[\"token\"]}");
        awaitRecorded(3, () -> ask("POST", "/cart?token=" + CANARY + "&n=1", "{\"card\":\"" + CANARY + "\",\"n\":1}"));
        List<byte[]> sealed = database.sql("select sealed from recorded_request")
                .query((row, _) -> row.getBytes("sealed"))
                .list();
        assertThat(sealed).isNotEmpty().noneMatch(bytes -> contains(bytes, CANARY) || contains(bytes, "POST"));
        shop.seen.clear();
        BackendAddress address = addresses
                .of(
                        service,
                        workloads.named(List.of(workload)).getFirst().workload().id())
                .orElseThrow();
        CompareRules rules = new CompareRules(List.of(), List.of(), List.of("/time"));
        VerificationResult result =
                verifier.replay(service, new VerificationPlan(List.of(), true, true, null, rules, 1), address, address);
        assertThat(result.verified(3)).as(result.toString()).isTrue();
        assertThat(shop.seen)
                .allMatch(request -> request.startsWith("POST /cart?token=masked&n=1 ")
                        && request.contains("{\"card\":\"masked\",\"n\":1}")
                        && !request.contains(CANARY));
        assertThat(result + api.get(path).body() + api.get("/events?limit=500").body())
                .doesNotContain(CANARY);
        assertThat(log.getAll()).doesNotContain(CANARY);
        assertThat(filesHolding()).isEmpty();
        assertThat(api.delete(path).status()).isEqualTo(204);
        assertThat(api.get(path).code()).isEqualTo("RECORDING_NOT_FOUND");
        assertThat(api.delete(path).code()).isEqualTo("RECORDING_NOT_FOUND");
        assertThat(verifier.replay(
                                service, new VerificationPlan(List.of(), true, true, null, rules, 1), address, address)
                        .notes())
                .anyMatch(note -> note.contains("Nothing is recorded"));
    }

    private static boolean contains(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
    }

    /** The database's own files as well. */
    private List<Path> filesHolding() throws IOException {
        try (Stream<Path> files = Files.walk(home.root())) {
            return files.filter(Files::isRegularFile)
                    .filter(RecordingsModuleTest::holds)
                    .toList();
        }
    }

    private static boolean holds(Path file) {
        try {
            return contains(Files.readAllBytes(file), CANARY);
        } catch (IOException gone) {
            return false;
        }
    }

    @Test
    void itEndsAtItsBounds() {
        record(",\"requests\":2,\"bodies\":\"10B\"");
        awaitRecorded(2, () -> {
            ask("POST", "/page", "x".repeat(100));
            ask("POST", "/page", "short");
        });
        Answer full = api.get(path);
        assertThat(full.json().path("recorded").asInt()).isEqualTo(2);
        assertThat(full.json().path("state").asString()).isEqualTo("ended");
        Eventually.holds("long ones are told", PATIENCE, () -> {
            return api.get(path).json().path("skipped").asInt() >= 1;
        });
    }

    @Test
    void itIsErasedWithItsTimeWithItsServiceAndByAnother() {
        record("");
        awaitRecorded(1, () -> ask("GET", "/page", ""));
        Answer again = api.put(path, "{\"consent\":true}");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().path("recorded").asInt()).isZero();
        awaitRecorded(1, () -> ask("GET", "/page", ""));
        database.sql("update recording set started_at = started_at - interval '25 hours',"
                        + " until_at = until_at - interval '25 hours', erase_at = erase_at - interval '25 hours'"
                        + " where service = ?")
                .param(service)
                .update();
        assertThat(api.get(path).code()).as("at once").isEqualTo("RECORDING_NOT_FOUND");
        Eventually.holds("its rows go", PATIENCE, () -> rows() == 0);
        record("");
        awaitRecorded(1, () -> ask("GET", "/page", ""));
        assertThat(api.delete("/services/" + service).status()).isEqualTo(204);
        assertThat(rows()).isZero();
        assertThat(api.get(path).code()).isEqualTo("SERVICE_NOT_FOUND");
    }

    @Test
    void erasingTwiceIsANoOp() {
        record("");
        awaitRecorded(1, () -> ask("GET", "/page", ""));
        verifier.erase(service);
        verifier.erase(service);
        assertThat(rows()).isZero();
        Eventually.holds("history tells", PATIENCE, () -> {
            String events = api.get("/events?limit=500").body();
            return events.contains("Erased what was recorded of the service \\\"" + service)
                    && events.contains("Requests of the service \\\"" + service);
        });
    }

    @Test
    void whatIsWrongIsToldAndRecordsNothing() {
        assertThat(api.put(path, "{}").status()).isEqualTo(400);
        assertThat(api.put(path, "{\"consent\":false}").fields()).containsExactly("consent");
        assertThat(api.put(
                                path,
                                "{\"consent\":true,\"for\":\"25h\",\"requests\":0,\"bodies\":\"2MiB\",\"mask\":{"
                                        + "\"headers\":[\"a b\"],\"json\":[\"card\"],\"query\":[\"\"]}}")
                        .fields())
                .containsExactly("for", "requests", "bodies", "mask.headers[0]", "mask.json[0]", "mask.query[0]");
        assertThat(api.put(path, "{\"consent\":true,\"forever\":true}").code()).isEqualTo("UNKNOWN_FIELD");
        assertThat(api.get(path).code()).isEqualTo("RECORDING_NOT_FOUND");
        assertThat(api.put("/services/nowhere/recording", "{\"consent\":true}").code())
                .isEqualTo("SERVICE_NOT_FOUND");
        String raw = Api.uniqueName("raw");
        assertThat(api.put("/services/" + raw, "{\"protocol\":\"tcp\"}").status())
                .isEqualTo(201);
        assertThat(api.put("/services/" + raw + "/recording", "{\"consent\":true}")
                        .code())
                .isEqualTo("NOT_SUPPORTED");
        assertThat(api.delete("/services/" + raw).status()).isEqualTo(204);
    }
}
