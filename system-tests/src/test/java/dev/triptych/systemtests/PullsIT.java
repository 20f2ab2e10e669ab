package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Images out of a real registry that wants a password, of one that says nothing, and of one that is not allowed. */
@Tag("backend")
class PullsIT {
    private static final String PATH = "/api/v1/images/pulls";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int LAYER_BYTES = 24 << 20;

    private static OwnRegistry registry;
    private static OwnRegistry.Silent silent;
    private static String nobody;
    private static Service service;
    private static Http http;
    private static String image;
    private static String imageId;

    /** An image with a layer that nothing else has; pushed, and then removed from this host. */
    @BeforeAll
    static void start() throws IOException {
        registry = OwnRegistry.start();
        silent = new OwnRegistry.Silent();
        nobody = "127.0.0.1:" + OwnRegistry.freePort();
        image = registry.address() + "/team/app:1";
        Path folder = Files.createTempDirectory("pulls-it");
        byte[] noise = new byte[LAYER_BYTES];
        new Random().nextBytes(noise);
        Files.write(folder.resolve("noise"), noise);
        Files.writeString(folder.resolve("Dockerfile"), "FROM triptych/greeter:1\nCOPY noise /noise\n");
        Shell.run("docker", "build", "-q", "-t", image, folder.toString());
        PathUtils.deleteDirectory(folder);
        imageId =
                Shell.run("docker", "image", "inspect", "-f", "{{.Id}}", image).strip();
        registry.push(image);
        Shell.run("docker", "rmi", image);
        service = Service.start(Map.of(
                "TRIPTYCH_IMAGES_REGISTRIES",
                String.join(",", registry.address(), silent.address(), nobody),
                "TRIPTYCH_IMAGES_REGISTRIESONLOOPBACK",
                "true",
                "TRIPTYCH_IMAGES_PULLS_STALL",
                "10s",
                "TRIPTYCH_IMAGES_PULLS_TELLEVERY",
                "20ms"));
        http = service.admin();
    }

    @AfterAll
    static void stop() {
        service.close();
        silent.close();
        registry.close();
    }

    @BeforeEach
    void storeThePassword() {
        http.put("/api/v1/secrets/registry", Map.of("value", OwnRegistry.PASSWORD));
        http.put("/api/v1/secrets/wrong", Map.of("value", "not-" + OwnRegistry.PASSWORD.length()));
    }

    @AfterEach
    void removeTheImage() {
        Shell.attempt("docker", "rmi", image);
        Shell.attempt("docker", "rmi", "-f", imageId);
    }

    private static JsonNode begin(String reference, String secret) {
        Map<String, Object> body = new HashMap<>(Map.of("reference", reference));
        if (!secret.isEmpty()) {
            body.put("credentials", Map.of("username", OwnRegistry.USER, "password", Map.of("secret", secret)));
        }
        return http.post(PATH, body).expect(202).json();
    }

    private static JsonNode get(JsonNode pull) {
        return http.get(PATH + "/" + pull.path("id").asString()).expect(200).json();
    }

    private static JsonNode ended(JsonNode pull, String state) {
        Await.level(
                "the pull ends",
                PATIENCE,
                () -> !get(pull).path("state").asString().equals("pulling"));
        JsonNode end = get(pull);
        assertThat(end.path("state").asString()).as(end.toString()).isEqualTo(state);
        return end;
    }

    private static String failure(JsonNode pull) {
        return ended(pull, "failed").path("error").path("code").asString();
    }

    private static boolean isHere() {
        return Shell.attempt("docker", "image", "inspect", image).code() == 0;
    }

    @Test
    void anImageIsPulledWithItsPasswordAlone() throws IOException {
        assertThat(failure(begin(image, ""))).isEqualTo("REGISTRY_REFUSED");
        JsonNode wrong = ended(begin(image, "wrong"), "failed");
        assertThat(wrong.path("error").path("code").asString()).isEqualTo("REGISTRY_REFUSED");
        assertThat(wrong.path("error").path("detail").asString()).contains(OwnRegistry.USER, registry.address());
        assertThat(isHere()).isFalse();

        JsonNode pull = ended(begin(image, "registry"), "succeeded");
        assertThat(pull.path("digest").asString()).isEqualTo(imageId);
        assertThat(pull.path("repoDigest").asString())
                .isEqualTo(Shell.run("docker", "image", "inspect", "-f", "{{index .RepoDigests 0}}", image)
                        .strip());
        JsonNode progress = pull.path("progress");
        assertThat(progress.path("layersDone").asInt())
                .isEqualTo(progress.path("layers").asInt())
                .isPositive();
        assertThat(progress.path("bytesUnpacked").asLong()).isGreaterThanOrEqualTo(LAYER_BYTES);
        assertThat(eventsOf(pull)).contains("image.pull-changed", "image.pull-progressed");

        Map<String, Object> description = Workloads.job("container", "pulled", "greeter", "Ada");
        description.put("source", Map.of("image", image));
        assertThat(Workloads.run(http, description).toString()).contains(imageId);
        Workloads.delete(http, "pulled");
        assertThatThePasswordStandsNowhere();
    }

    private static List<String> eventsOf(JsonNode pull) {
        return http.get("/api/v1/events?limit=500")
                .expect(200)
                .json()
                .path("items")
                .valueStream()
                .filter(event -> event.path("subject")
                        .path("id")
                        .asString("")
                        .equals(pull.path("id").asString()))
                .map(event -> event.path("type").asString())
                .toList();
    }

    private static void assertThatThePasswordStandsNowhere() throws IOException {
        for (String path : List.of(
                PATH,
                "/api/v1/events?limit=500",
                "/api/v1/audit?limit=100",
                "/api/v1/images",
                "/api/v1/secrets",
                "/metrics")) {
            assertThat(http.get(path).expect(200).text()).as(path).doesNotContain(OwnRegistry.PASSWORD);
        }
        Await.level(
                "the audit tells what was asked for",
                PATIENCE,
                () -> http.get("/api/v1/audit?limit=100").text().contains(image));
        assertThat(service.logText()).doesNotContain(OwnRegistry.PASSWORD);
        try (Stream<Path> files = Files.walk(service.home())) {
            assertThat(files.filter(Files::isRegularFile).filter(PullsIT::holdsThePassword))
                    .isEmpty();
        }
    }

    private static boolean holdsThePassword(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(OwnRegistry.PASSWORD);
        } catch (IOException goneMeanwhile) {
            return false;
        }
    }

    @Test
    void aDigestIsPulledAsThatDigest() {
        String byDigest =
                ended(begin(image, "registry"), "succeeded").path("repoDigest").asString();
        Shell.run("docker", "rmi", "-f", imageId);
        JsonNode pull = ended(begin(byDigest, "registry"), "succeeded");
        assertThat(pull.path("digest").asString()).isEqualTo(imageId);
        assertThat(pull.path("repoDigest").asString()).isEqualTo(byDigest);
        Map<String, Object> description = Workloads.job("container", "pulled-by-digest", "greeter");
        description.put("source", Map.of("image", byDigest));
        assertThat(Workloads.run(http, description).toString()).contains(imageId);
        Workloads.delete(http, "pulled-by-digest");
        String other = registry.address() + "/team/app@sha256:" + "0".repeat(64);
        assertThat(failure(begin(other, "registry"))).isEqualTo("SOURCE_NOT_FOUND");
    }

    @Test
    void whatTheRegistryHasNotIsSaid() {
        assertThat(failure(begin(registry.address() + "/team/app:2", "registry")))
                .isEqualTo("SOURCE_NOT_FOUND");
        assertThat(failure(begin(nobody + "/team/app:1", ""))).isEqualTo("REGISTRY_UNREACHABLE");
        assertThat(http.post(
                                Workloads.PATH,
                                "{\"name\":\"not-here\",\"kind\":\"container\",\"source\":{\"image\":\"" + image
                                        + "\"}}")
                        .expectProblem(422, "SOURCE_NOT_FOUND")
                        .text())
                .contains("POST /images/pulls");
    }

    @Test
    void whatMayNotBePulledIsNotAskedFor() {
        for (String reference :
                List.of("alpine:3", "127.0.0.1:1/team/app:1", "localhost:5000/app", "2130706433:80/app")) {
            assertThat(http.post(PATH, Map.of("reference", reference))
                            .expectProblem(422, "REGISTRY_NOT_ALLOWED")
                            .text())
                    .contains("triptych.images.registries");
        }
    }

    @Test
    void aRegistryThatSaysNothingIsGivenUp() {
        JsonNode pull = ended(begin(silent.address() + "/team/stalled:1", ""), "failed");
        assertThat(pull.path("error").path("code").asString()).isEqualTo("BACKEND_TIMEOUT");
        assertThat(pull.path("error").path("detail").asString()).contains("triptych.images.pulls.stall");
    }

    @Test
    void aPullIsCancelled() {
        JsonNode pull = begin(silent.address() + "/team/cancelled:1", "");
        http.delete(PATH + "/" + pull.path("id").asString()).expect(202);
        ended(pull, "cancelled");
    }

    @Test
    void aPullDoesNotOutliveTheService() {
        JsonNode pull = begin(silent.address() + "/team/interrupted:1", "");
        service.kill();
        service.startAgain();
        assertThat(failure(pull)).isEqualTo("PULL_INTERRUPTED");
    }
}
