package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.Api.Answer;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.ImagePulling.Login;
import dev.triptych.spi.ImagePulling.Progress;
import dev.triptych.spi.ImagePulling.Wanted;
import dev.triptych.spi.ImageSource.HeldImage;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.fake.FakeBackend;
import dev.triptych.tck.fake.FakeOperation;
import dev.triptych.tck.fake.FakePulls;
import dev.triptych.tck.fake.Fault;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Images come from registries that are listed, with progress, within bounds, and without a word of the password. */
@HttpModuleTest
class PullsModuleTest {
    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    @Autowired
    private FakeBackend backend;

    @Autowired
    private JdbcClient database;

    private final CountDownLatch end = new CountDownLatch(1);
    private final String image = "registry.test:5000/team/" + Api.uniqueName("app") + ":1";
    private Api api;
    private PullClient pulls;

    @BeforeEach
    void open() {
        api = new Api(port, home.root());
        pulls = new PullClient(api, database);
    }

    /** Others count what is there. */
    @AfterEach
    void letGo() {
        end.countDown();
        backend.pulls().atOnce();
        Eventually.holds(
                "nothing is being pulled",
                PullClient.SOON,
                () -> api.get(PullClient.PATH)
                        .json()
                        .path("items")
                        .valueStream()
                        .noneMatch(each -> each.path("state").asString().equals("pulling")));
        for (HeldImage each : backend.images().list()) {
            if (each.names().stream().anyMatch(name -> name.startsWith("registry.test:5000/"))
                    || each.digest().equals(FakePulls.digestOf("registry.test:5000/app@sha256:" + "1".repeat(64)))) {
                backend.images().drop(each.digest());
            }
        }
    }

    /** Pulls go on until the test lets them, or they are interrupted. */
    private void hang(Progress progress) {
        backend.pulls().onPull((_, listener) -> {
            listener.accept(progress);
            end.await();
        });
    }

    @Test
    void anImageThatWasPulledIsHereAndItsDigestOnRecord() {
        JsonNode pull = pulls.ended(pulls.begun(PullClient.asking(image)), "succeeded");
        String digest = FakePulls.digestOf(image);
        assertThat(pull.path("digest").asString()).isEqualTo(digest);
        assertThat(pull.path("repoDigest").asString()).startsWith(image.substring(0, image.length() - 2) + "@sha256:");
        assertThat(pull.path("progress").path("layersDone").asInt()).isEqualTo(2);
        JsonNode held = api.get("/images")
                .json()
                .path("items")
                .valueStream()
                .filter(each -> each.path("id").asString().equals(digest))
                .findFirst()
                .orElseThrow();
        assertThat(held.path("loadedBy").asString())
                .isEqualTo(pull.path("createdBy").asString());
        String workload = Api.uniqueName("pulled");
        Answer launched = api.post(
                "/workloads",
                "{\"name\":\"" + workload + "\",\"kind\":\"container\",\"source\":{\"image\":\"" + image + "\"}}");
        assertThat(launched.status()).as(launched.body()).isEqualTo(201);
        assertThat(launched.body()).contains(digest);
        assertThat(api.delete("/workloads/" + workload + "?wait=gone").status()).isLessThan(300);
    }

    @Test
    void aPullByDigestAsksForThatDigest() {
        String digest = "sha256:" + "1".repeat(64);
        JsonNode pull = pulls.ended(pulls.begun(PullClient.asking("registry.test:5000/app:7@" + digest)), "succeeded");
        assertThat(pull.path("reference").asString()).isEqualTo("registry.test:5000/app@" + digest);
        assertThat(pull.path("repoDigest").asString()).isEqualTo("registry.test:5000/app@" + digest);
        assertThat(backend.pulls().asked().getLast())
                .isEqualTo(new Wanted("registry.test:5000/app", digest, null, null));
    }

    @Test
    void progressIsToldButNotEachStepOfIt() {
        int steps = 1000;
        backend.pulls().onPull((_, listener) -> {
            for (int i = 1; i <= steps; i++) {
                listener.accept(new Progress(3, 1, steps, i, 0));
            }
            end.await();
        });
        String id = pulls.begun(PullClient.asking(image));
        Eventually.holds(
                "its progress is told",
                PullClient.SOON,
                () -> !pulls.events(id, "image.pull-progressed").isEmpty());
        JsonNode progress = pulls.pull(id).path("progress");
        assertThat(progress.path("bytesFetched").asInt()).isEqualTo(steps);
        assertThat(progress.path("layers").asInt()).isEqualTo(3);
        end.countDown();
        pulls.ended(id, "succeeded");
        assertThat(pulls.events(id, "image.pull-progressed")).hasSizeLessThan(steps / 2);
        assertThat(pulls.events(id, "image.pull-changed"))
                .extracting(event -> event.path("to").asString())
                .containsExactlyInAnyOrder("pulling", "succeeded");
    }

    @Test
    void whatIsCancelledEndsAndIsNotHere() {
        AtomicBoolean interrupted = new AtomicBoolean();
        backend.pulls().onPull((_, _) -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
            }
        });
        String id = pulls.begun(PullClient.asking(image));
        Eventually.holds(
                "it was asked for",
                PullClient.SOON,
                () -> backend.pulls().asked().stream()
                        .anyMatch(each -> each.reference().equals(image)));
        assertThat(api.delete(PullClient.PATH + "/" + id).status()).isEqualTo(202);
        pulls.ended(id, "cancelled");
        Eventually.holds("the driver gave up", PullClient.SOON, interrupted::get);
        assertThat(backend.images().find(image)).isEmpty();
        assertThat(api.delete(PullClient.PATH + "/" + id).json().path("state").asString())
                .isEqualTo("cancelled");
        assertThat(pulls.events(id, "image.pull-changed"))
                .extracting(event -> event.path("reason").path("code").asString())
                .contains("IMAGE_PULL_CANCELLED");
    }

    @Test
    void whatGetsNoFurtherIsGivenUp() {
        hang(new Progress(1, 0, 10, 5, 0));
        JsonNode pull = pulls.ended(pulls.begun(PullClient.asking(image)), "failed");
        assertThat(pull.path("error").path("code").asString()).isEqualTo("BACKEND_TIMEOUT");
        assertThat(pull.path("error").path("detail").asString()).contains("triptych.images.pulls.stall");
        assertThat(backend.images().find(image)).isEmpty();
    }

    @Test
    void whatIsTooLargeIsGivenUp() {
        hang(new Progress(1, 0, 1L << 40, 5, 0));
        JsonNode pull = pulls.ended(pulls.begun(PullClient.asking(image)), "failed");
        assertThat(pull.path("error").path("code").asString()).isEqualTo("CAPACITY_EXCEEDED");
        assertThat(pull.path("error").path("detail").asString()).contains("triptych.images.pulls.max-size");
    }

    @Test
    void theSameIsPulledOnceAndNotTooManyAtATime() {
        hang(Progress.NONE);
        String first = pulls.begun(PullClient.asking(image));
        assertThat(pulls.begun(PullClient.asking(image))).isEqualTo(first);
        pulls.begun(PullClient.asking(image + "-b"));
        pulls.begun(PullClient.asking(image + "-c"));
        Answer refusal = api.post(PullClient.PATH, PullClient.asking(image + "-d"));
        assertThat(refusal.status()).isEqualTo(429);
        assertThat(refusal.body()).contains("triptych.images.pulls.most");
    }

    @Test
    void thePasswordIsTheSecretsAndStandsNowhere() {
        String password = "canary-" + UUID.randomUUID();
        String secret = Api.uniqueName("registry");
        assertThat(api.put("/secrets/" + secret, "{\"value\":\"" + password + "\"}")
                        .status())
                .isEqualTo(201);
        String body = "{\"reference\":\"" + image
                + "\",\"credentials\":{\"username\":\"robot\",\"password\":{\"secret\":\"" + secret + "\"}}}";
        backend.next(FakeOperation.PULL, new Fault.Fail(DriverErrorCode.REGISTRY_REFUSED));
        JsonNode refused = pulls.ended(pulls.begun(body), "failed");
        assertThat(refused.path("error").path("code").asString()).isEqualTo("REGISTRY_REFUSED");
        JsonNode pull = pulls.ended(pulls.begun(body), "succeeded");
        assertThat(pull.path("username").asString()).isEqualTo("robot");
        assertThat(backend.pulls().asked().getLast().login()).isEqualTo(new Login("robot", password));
        assertThat(List.of(
                        api.get(PullClient.PATH),
                        api.get("/events?limit=500"),
                        api.get("/audit?limit=100"),
                        api.get("/images")))
                .noneMatch(answer -> answer.body().contains(password));
        Eventually.holds(
                "the audit tells who asked for it with which secret",
                PullClient.SOON,
                () -> api.get("/audit?limit=100").body().contains(secret));
        for (String table : List.of("image_pull", "event", "audit", "image", "secret")) {
            assertThat(database.sql("select t::text from " + table + " t")
                            .query(String.class)
                            .list())
                    .noneMatch(row -> row.contains(password));
        }
        assertThat(api.delete("/secrets/" + secret).status()).isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource({
        "SOURCE_NOT_FOUND, SOURCE_NOT_FOUND",
        "REGISTRY_UNREACHABLE, REGISTRY_UNREACHABLE",
        "STORAGE_FULL, STORAGE_FULL",
        "BACKEND_UNAVAILABLE, DRIVER_UNAVAILABLE"
    })
    void whatGoesWrongIsOnRecord(DriverErrorCode fault, String code) {
        backend.next(FakeOperation.PULL, new Fault.Fail(fault));
        String id = pulls.begun(PullClient.asking(image));
        JsonNode pull = pulls.ended(id, "failed");
        assertThat(pull.path("error").path("code").asString()).isEqualTo(code);
        assertThat(pull.path("digest").isMissingNode()).isTrue();
        assertThat(pulls.events(id, "image.pull-changed"))
                .extracting(event -> event.path("reason").path("code").asString())
                .contains("IMAGE_PULL_FAILED");
    }

    @Test
    void aPullOfAServiceThatEndedHasFailed() {
        UUID id = UUID.randomUUID();
        database.sql("insert into image_pull (id, reference, state, created_at, created_by)"
                        + " values (?, 'registry.test:5000/lost:1', 'PULLING', now(), 'admin')")
                .param(id)
                .update();
        JsonNode pull = pulls.ended(id.toString(), "failed");
        assertThat(pull.path("error").path("code").asString()).isEqualTo("PULL_INTERRUPTED");
        assertThat(pull.path("error").path("detail").asString()).contains("Pull it again");
    }

    @Test
    void theListNamesTheRegistriesAndTheNewestFirst() {
        String older = pulls.begun(PullClient.asking(image));
        pulls.ended(older, "succeeded");
        String newer = pulls.begun(PullClient.asking(image));
        pulls.ended(newer, "succeeded");
        JsonNode list = api.get(PullClient.PATH).json();
        assertThat(list.path("registries").valueStream().map(JsonNode::asString))
                .containsExactly("docker.io", "registry.test:5000");
        List<String> ids = list.path("items")
                .valueStream()
                .map(each -> each.path("id").asString())
                .toList();
        assertThat(ids.indexOf(newer)).isLessThan(ids.indexOf(older)).isNotNegative();
    }
}
