package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.Api.Answer;
import dev.triptych.controlplane.oci.Archives;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.ImageSource.HeldImage;
import dev.triptych.spi.ImageStore.Need;
import dev.triptych.tck.fake.FakeBackend;
import dev.triptych.tck.fake.FakeOperation;
import dev.triptych.tck.fake.Fault;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
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

    @Autowired
    private JdbcClient database;

    private final String name = "team/" + Api.uniqueName("img") + ":1";
    private Api api;

    @BeforeEach
    void open() {
        api = new Api(port, home.root());
    }

    /** Others count what is there. */
    @AfterEach
    void dropWhatWasLoaded() {
        for (HeldImage image : backend.images().list()) {
            if (!List.of(SimulatedImages.KNOWN_DIGEST, SimulatedImages.NAMELESS_DIGEST)
                    .contains(image.digest())) {
                backend.images().drop(image.digest());
            }
        }
        SimulatedImages.holdTheUsual(backend);
    }

    private Answer load(String query, byte[] archive) {
        return api.send(api.request("/images" + query)
                .header("Content-Type", "application/x-tar")
                .POST(BodyPublishers.ofByteArray(archive)));
    }

    private String loaded(String text) {
        Answer answer = load("", Archives.savedForThisHost(name, text + name)); // no other test has this image
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json().path("image").path("id").asString();
    }

    /** As if two days had passed. */
    private void age() {
        database.sql("update image set first_seen_at = first_seen_at - interval '2 days',"
                        + " loaded_at = loaded_at - interval '2 days'")
                .update();
    }

    private JsonNode collect(String query) {
        Answer answer = api.send(api.request("/images/gc" + query).POST(BodyPublishers.noBody()));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static List<String> ids(JsonNode images) {
        return images.valueStream().map(each -> each.path("id").asString()).toList();
    }

    private static String because(JsonNode outcome, String id) {
        return outcome.path("kept")
                .valueStream()
                .filter(each -> each.path("id").asString().equals(id))
                .map(each -> each.path("because").asString() + ": "
                        + each.path("reason").asString())
                .findFirst()
                .orElse("collected");
    }

    private String launched(String workload) {
        Answer answer = api.post("/workloads", description(workload, name));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return "/workloads/" + workload;
    }

    private static String description(String workload, String image) {
        return "{\"name\":\"" + workload + "\",\"kind\":\"container\",\"source\":{\"image\":\"" + image + "\"}}";
    }

    @Test
    void anImageIsLoadedUnderItsNameAndTheSameAgainChangesNothing() {
        byte[] archive = Archives.savedForThisHost(name, "one" + name);
        Answer first = load("", archive);
        assertThat(first.status()).as(first.body()).isEqualTo(201);
        assertThat(first.json().path("changed").asBoolean()).isTrue();
        assertThat(first.json().path("platform").asString()).startsWith("linux/");
        JsonNode image = first.json().path("image");
        assertThat(image.path("id").asString()).matches("sha256:[0-9a-f]{64}");
        assertThat(image.path("names").get(0).asString()).isEqualTo(name);
        assertThat(image.path("loadedBy").asString()).isNotBlank();
        assertThat(image.has("loadedAt")).isTrue();

        Answer again = load("", archive);
        assertThat(again.status()).as(again.body()).isEqualTo(200);
        assertThat(again.json().path("changed").asBoolean(true)).isFalse();
        assertThat(api.get("/events?limit=500").body()).contains("image.loaded", name);
        assertThat(api.get("/audit?limit=50").body()).contains("/api/v1/images");
    }

    @Test
    void namesThatAreGivenStandForThoseOfTheArchive() {
        String other = name.replace(":1", "");
        byte[] archive = Archives.savedForThisHost(name, "two" + name);
        Answer answer = load("?name=docker.io/" + other + "&name=" + other + ":3", archive);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.json().path("image").path("names").valueStream().map(JsonNode::asString))
                .containsExactlyInAnyOrder(other + ":latest", other + ":3");
    }

    @Test
    void aNameGoesToAnotherImageOnlyWhenThatIsSaid() {
        String first = loaded("one");
        byte[] second = Archives.savedForThisHost(name, "two" + name);
        Answer refused = load("", second);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("NAME_TAKEN");
        assertThat(refused.json().path("detail").asString()).contains(name, "replace=true");
        assertThat(backend.images().find(name))
                .hasValueSatisfying(image -> assertThat(image.digest()).isEqualTo(first));
        assertThat(load("?replace=true", second).status()).isEqualTo(201);
        assertThat(backend.images().find(first))
                .hasValueSatisfying(image -> assertThat(image.names()).isEmpty());
    }

    @Test
    void whatIsHostileDamagedOrForAnotherPlatformChangesNothing() {
        String platform = "linux/s390x";
        List<HeldImage> before = backend.images().list();
        Answer climbing = load("", Archives.savedFor("linux/amd64", name, Archives.layer("../../etc/passwd")));
        assertThat(climbing.status()).as(climbing.body()).isEqualTo(422);
        Answer junk = load("", "junk".getBytes(StandardCharsets.UTF_8));
        assertThat(junk.code()).as(junk.body()).isEqualTo("SOURCE_INVALID");
        byte[] foreign = Archives.savedFor(platform, name, Archives.layer("hello"));
        Answer other = load("", foreign);
        assertThat(other.code()).as(other.body()).isEqualTo("NOT_SUPPORTED");
        assertThat(other.json().path("detail").asString()).contains(platform);
        assertThat(backend.images().list()).isEqualTo(before);
        assertThat(load("?platform=" + platform, foreign).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?platform=amd64", "?platform=a/../b", "?replace=maybe", "?nmae=x:1", ""})
    void whatIsWrongInTheAddressOrMissingIsA400(String query) {
        Answer answer = load(query, Archives.savedForThisHost("", "nameless" + name));
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(api.send(api.request("/images/gc?scope=everything").POST(BodyPublishers.noBody()))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void whatWasLoadedGoesAfterItsGraceAndADryRunOnlySaysSo() {
        String id = loaded("one");
        assertThat(because(collect(""), id)).startsWith("young: ");
        age();
        JsonNode dry = collect("?dryRun=true");
        assertThat(dry.path("dryRun").asBoolean()).isTrue();
        assertThat(dry.path("scope").asString()).isEqualTo("loaded");
        assertThat(ids(dry.path("collected"))).containsExactly(id);
        assertThat(dry.path("freedBytes").asLong())
                .isPositive()
                .isEqualTo(dry.path("collected").get(0).path("ownBytes").asLong());
        assertThat(backend.images().find(name)).isPresent();

        assertThat(ids(collect("").path("collected"))).containsExactly(id);
        assertThat(backend.images().find(name)).isEmpty();
        assertThat(backend.images().find(SimulatedImages.NAMELESS_DIGEST)).isPresent();
        assertThat(api.get("/events?limit=500").body()).contains("image.collected");
        assertThat(ids(collect("").path("collected"))).isEmpty();
    }

    @Test
    void anImageStaysForItsWorkloadsAndForGenerationsThatCanBeGoneBackTo() {
        String id = loaded("one");
        String workload = Api.uniqueName("painter");
        String path = launched(workload);
        age();
        assertThat(because(collect(""), id)).startsWith("workload: ").contains(workload);
        Answer replaced = api.put(path, description(workload, SimulatedImages.KNOWN));
        assertThat(replaced.status()).as(replaced.body()).isEqualTo(200);
        assertThat(because(collect(""), id)).startsWith("description: ").contains("generation 1", workload);
        assertThat(api.delete(path + "?wait=gone&timeout=20s").status()).isEqualTo(204);
        assertThat(because(collect(""), id)).as("it was asked for a moment ago").startsWith("young: ");
    }

    @Test
    void whoLoadsWhatIsThereAlreadyHasItForTheGrace() {
        byte[] archive = Archives.savedForThisHost(name, "one" + name);
        String id = load("", archive).json().path("image").path("id").asString();
        age();
        assertThat(load("", archive).status()).isEqualTo(200);
        assertThat(because(collect(""), id)).startsWith("young: ");
    }

    @Test
    void aNameIsTakenAsDockerShowsIt() {
        String plain = name.substring(name.indexOf('/') + 1);
        Answer answer = load("?name=library/" + plain, Archives.savedForThisHost(name, "one" + name));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.json().path("image").path("names").get(0).asString()).isEqualTo(plain);
    }

    @Test
    void anImageStaysForAContainerThatSomebodyElseMade() {
        String id = loaded("one");
        backend.images().need(id, Need.CONTAINER);
        age();
        assertThat(because(collect("?scope=all"), id)).startsWith("container: ");
    }

    @Test
    void aNameThatSomebodyElseGaveKeepsAnImage() {
        String id = loaded("one");
        age();
        HeldImage image = backend.images().find(id).orElseThrow();
        backend.images().hold(new HeldImage(id, List.of(name, "their/own:1"), image.size(), image.shared(), null));
        assertThat(because(collect(""), id)).startsWith("renamed: ").contains("their/own:1");
    }

    @Test
    void whatOthersBroughtIsTouchedOnlyWhenAllIsAskedFor() {
        String nameless = SimulatedImages.NAMELESS_DIGEST;
        assertThat(because(collect(""), nameless)).startsWith("foreign: ");
        age();
        JsonNode all = collect("?scope=all&dryRun=true");
        assertThat(ids(all.path("collected"))).contains(nameless);
        assertThat(because(all, SimulatedImages.KNOWN_DIGEST)).doesNotStartWith("collected");
        assertThat(backend.images().find(nameless)).isPresent();
    }

    @Test
    void whileTheEngineCannotBeAskedNothingGoes() {
        String id = loaded("one");
        age();
        backend.next(FakeOperation.IMAGES, new Fault.Fail(DriverErrorCode.BACKEND_UNAVAILABLE));
        assertThat(api.send(api.request("/images/gc").POST(BodyPublishers.noBody()))
                        .status())
                .isEqualTo(503);
        assertThat(backend.images().find(id)).isPresent();
        assertThat(ids(collect("").path("collected"))).containsExactly(id);
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
