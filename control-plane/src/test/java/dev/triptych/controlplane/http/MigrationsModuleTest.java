package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.Api.Answer;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.controlplane.workload.ImageNeeds;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.ImageSource.HeldImage;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.fake.FakeBackend;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Migrations by REST, with the real gateway process and simulated workloads. */
@HttpModuleTest
class MigrationsModuleTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    @Autowired
    private FakeBackend backend;

    @Autowired
    private List<ImageNeeds> needs;

    private Api api;
    private String service;
    private String old;
    private String candidate;

    @BeforeEach
    void open() {
        api = new Api(port, home.root());
        service = Api.uniqueName("svc");
        old = Api.uniqueName("old");
        candidate = Api.uniqueName("new");
        assertThat(api.post("/workloads", workload(old)).status()).isEqualTo(201);
        assertThat(api.put("/services/" + service, "{\"backends\":[{\"workload\":\"" + old + "\"}]}")
                        .status())
                .isEqualTo(201);
    }

    @AfterEach
    void clean() {
        api.delete("/services/" + service);
        api.delete("/workloads/" + old);
        api.delete("/workloads/" + candidate);
    }

    private static String workload(String name) {
        return """
                {"name":"%s","kind":"container","lifecycle":"service","source":{"image":"%s"},
                 "ports":[{"name":"http","port":9,"protocol":"http"}]}""".formatted(name, SimulatedImages.KNOWN);
    }

    private String body(String more) {
        return "{\"service\":\"" + service + "\"," + more + "\"to\":" + workload(candidate) + "}";
    }

    private String state(String name) {
        return api.get("/migrations/" + name)
                .json()
                .path("status")
                .path("state")
                .asString();
    }

    private void await(String name, String state) {
        Eventually.value(name + " is " + state, SOON, () -> state(name), state::equals);
    }

    @Test
    void aMigrationIsShownAsTheSpecificationHasIt() {
        String name = Api.uniqueName("m");
        Answer made =
                api.post("/migrations", body("\"name\":\"" + name + "\",\"watch\":{\"for\":\"1h\"},\"grace\":\"0s\","));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo("/api/v1/migrations/" + name);
        assertThat(made.json().path("from").asString()).isEqualTo(old);
        await(name, "watching");
        JsonNode shown = api.get("/migrations/" + name).json();
        assertThat(SchemaCheck.violations("Migration", shown)).isEmpty();
        JsonNode moved = api.get("/services/" + service).json();
        assertThat(moved.path("status").path("migration").asString()).isEqualTo(name);
        assertThat(SchemaCheck.violations("Service", moved)).isEmpty();
        assertThat(api.put("/services/" + service, "{}").code()).isIn("PRECONDITION_REQUIRED", "MIGRATION_UNDER_WAY");
        assertThat(api.delete("/services/" + service).code()).isEqualTo("MIGRATION_UNDER_WAY");
        assertThat(api.delete("/workloads/" + old).code()).isEqualTo("MIGRATION_UNDER_WAY");
        assertThat(api.post("/migrations", body("")).code()).isEqualTo("MIGRATION_UNDER_WAY");
        Answer refused = api.post("/migrations/" + name + "/cancel", "");
        assertThat(refused.code()).isEqualTo("ACTION_NOT_POSSIBLE");
        assertThat(refused.body()).contains("Possible now: promote, rollback.");
        assertThat(api.post("/migrations/" + name + "/promote", "").status()).isEqualTo(202);
        await(name, "done");
        assertThat(api.get("/services/" + service)
                        .json()
                        .path("backends")
                        .path(0)
                        .path("workload")
                        .asString())
                .isEqualTo(candidate);
        assertThat(api.get("/migrations?limit=500").body()).contains(name);
    }

    @Test
    void whileItIsOpenTheImageThatItMovesToIsNeeded() {
        String name = Api.uniqueName("m");
        String image = "team/" + name + ":1";
        String digest = "sha256:" + "d".repeat(64);
        backend.images().hold(new HeldImage(digest, List.of(image), ByteSize.ofMebibytes(1), null, null));
        String to = body("\"name\":\"" + name + "\",\"watch\":{\"for\":\"1h\"},\"grace\":\"0s\",")
                .replace(SimulatedImages.KNOWN, image);
        Answer made = api.post("/migrations", to);
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        await(name, "watching");
        assertThat(needersOf(image)).contains("the migration \"" + name + "\"");
        assertThat(api.post("/migrations/" + name + "/promote", "").status()).isEqualTo(202);
        await(name, "done");
        assertThat(needersOf(image)).containsExactly("the workload \"" + candidate + "\"");
        backend.images().drop(digest);
    }

    private List<String> needersOf(String image) {
        return needs.stream()
                .map(each -> each.imageReferences().getOrDefault(image, ""))
                .filter(needer -> !needer.isEmpty())
                .toList();
    }

    @Test
    void aRollbackTakesItBack() {
        String name = Api.uniqueName("m");
        assertThat(api.post("/migrations", body("\"name\":\"" + name + "\",\"watch\":{\"for\":\"1h\"},"))
                        .status())
                .isEqualTo(201);
        await(name, "watching");
        assertThat(api.post("/migrations/" + name + "/rollback", "").status()).isEqualTo(202);
        await(name, "rolled-back");
        assertThat(SchemaCheck.violations(
                        "Migration", api.get("/migrations/" + name).json()))
                .isEmpty();
        assertThat(api.get("/workloads/" + candidate).status()).isEqualTo(404);
        assertThat(api.get("/services/" + service).header("ETag")).isEqualTo("\"1\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"name\":\"Not A Name\",|name",
                "\"verify\":{},|verify",
                "\"verify\":{\"minimum\":0,\"recorded\":true},|verify.minimum",
                "\"verify\":{\"requests\":[{\"path\":\"x\"}]},|verify.requests[0].path",
                "\"verify\":{\"requests\":[{\"path\":\"/\",\"method\":\"POST\"}]},|verify.requests[0].method",
                "\"verify\":{\"mirror\":{\"for\":\"soon\"}},|verify.mirror.for",
                "\"verify\":{\"recorded\":true,\"compare\":{\"ignoreJson\":[\"time\"]}},|verify.compare.ignoreJson[0]",
                "\"canary\":{\"steps\":[]},|canary.steps",
                "\"canary\":{\"steps\":[{\"weight\":100,\"for\":\"1s\"}]},|canary.steps[0].weight",
                "\"canary\":{\"steps\":[{\"weight\":10}]},|canary.steps[0]",
                "\"watch\":{\"errorBudget\":2},|watch.errorBudget",
                "\"watch\":{\"latencyFactor\":0.5},|watch.latencyFactor",
                "\"watch\":{\"for\":\"25h\"},|watch.for",
                "\"grace\":\"25h\",|grace",
                "\"assess\":{\"observe\":\"1h\"},|assess.observe",
                "\"gates\":[\"canary\"],|gates",
                "\"gates\":[\"verify\"],|gates",
            })
    void whatCannotBeMeantIsNamedAndChangesNothing(String more, String field) {
        Answer refused = api.post("/migrations", body(more));
        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.fields()).contains(field);
        assertThat(api.get("/services/" + service).json().path("status").has("migration"))
                .isFalse();
    }

    @Test
    void whatCannotBeDoneIsRefusedBeforeAnythingIsChanged() {
        assertThat(api.post("/migrations", body("").replace(SimulatedImages.KNOWN, "no/where:1"))
                        .code())
                .isEqualTo("SOURCE_NOT_FOUND");
        assertThat(api.post("/migrations", body("\"from\":\"other\",")).code()).isEqualTo("BACKEND_NOT_FOUND");
        assertThat(api.post("/migrations", body("").replace(service, "nowhere")).code())
                .isEqualTo("SERVICE_NOT_FOUND");
        assertThat(api.post("/migrations", body("").replace(candidate, old)).code())
                .isEqualTo("NAME_TAKEN");
        assertThat(api.post("/migrations", body("").replace("\"lifecycle\":\"service\"", "\"lifecycle\":\"job\""))
                        .fields())
                .contains("to.lifecycle");
        assertThat(api.get("/workloads/" + candidate).status()).isEqualTo(404);
        for (String action : List.of("promote", "rollback", "cancel")) {
            assertThat(api.post("/migrations/nobody/" + action, "").code()).isEqualTo("MIGRATION_NOT_FOUND");
        }
        assertThat(api.get("/migrations/nobody").code()).isEqualTo("MIGRATION_NOT_FOUND");
    }
}
