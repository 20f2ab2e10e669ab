package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** dockerd stops, is killed, or hangs: the state says that it is unknown, and nothing else happens. */
@Tag("backend")
class DockerAwayIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @SuppressWarnings("NullAway.Init")
    private static OwnDocker docker;

    @SuppressWarnings("NullAway.Init")
    private static Service service;

    @SuppressWarnings("NullAway.Init")
    private static Http http;

    @BeforeAll
    static void startADockerdAndAService() {
        docker = OwnDocker.start("triptych/counter:1", "triptych/hungry:1");
        try {
            service = Service.start(Map.of(
                    "TRIPTYCH_CONTAINER_SOCKET", docker.socket().toString(),
                    "TRIPTYCH_CONTAINER_DEADLINE", "8s",
                    "TRIPTYCH_CONTAINER_PROBEDEADLINE", "2s",
                    "TRIPTYCH_RECONCILE_SWEEPEVERY", "1s"));
        } catch (AssertionError e) {
            docker.close();
            throw e;
        }
        http = service.admin();
        Workloads.uploadSamples(http);
        Counters.upload(http);
    }

    @AfterAll
    static void endBoth() {
        try {
            service.close();
        } finally {
            docker.close();
        }
    }

    @BeforeEach
    void startANeighbour() {
        Workloads.launch(http, Counters.counter("wasm", "neighbour"));
    }

    @AfterEach
    void removeTheWorkloads() {
        docker.revive();
        Workloads.deleteAll(http);
    }

    private static void awaitState(String name, String state) {
        Await.level(
                name + " is " + state,
                PATIENCE,
                () -> Workloads.state(http, name).equals(state));
    }

    private static void assertTheNeighbourIsUnharmed() {
        Counters.awaitBeyond(http, "neighbour", Counters.last(http, "neighbour"));
        assertThat(Told.states(http, "neighbour")).doesNotContain("unknown", "failed", "lost");
        assertThat(Told.runs(http, "neighbour")).isOne();
        Counters.assertWhole(http, "neighbour");
    }

    private static void assertUnknownWithAReason(String name) {
        awaitState(name, "unknown");
        assertThat(Told.reason(http, name)).isNotBlank();
        assertThat(Told.status(http, name).path("observed").path("state").asString(""))
                .isEqualTo("unknown");
    }

    /** It tells of the backend, and does not go down with it. */
    private static void assertTheServiceIsReadyWithout(String kind) {
        Await.level("readiness tells of the " + kind + " driver", PATIENCE, () -> {
            JsonNode readiness = http.get("/readyz").expect(200).json();
            assertThat(readiness.path("ready").asBoolean(false)).isTrue();
            assertThat(readiness.path("drivers").path("wasm").asString("")).isEqualTo("available");
            return readiness.path("drivers").path(kind).asString("").equals("unavailable");
        });
    }

    @Test
    void withLiveRestoreTheContainersGoOnAndAreFoundAgain() {
        Workloads.launch(http, Counters.counter("container", "kept"));
        Counters.awaitBeyond(http, "kept", 3);
        String word = Counters.word(http, "kept");
        List<String> before = docker.identities();

        docker.stop();
        assertUnknownWithAReason("kept");
        assertTheServiceIsReadyWithout("container");
        Workloads.run(http, Workloads.job("wasm", "meanwhile", "greeter"));
        http.post(Workloads.PATH, Workloads.job("container", "refused", "hungry"))
                .expectProblem(503, "DRIVER_UNAVAILABLE");
        docker.startAgain();
        awaitState("kept", "ready");

        assertThat(docker.identities())
                .as("containers, their starts and processes")
                .isEqualTo(before);
        Counters.awaitBeyond(http, "kept", Counters.last(http, "kept") + 5); // the follower that died is another now
        Counters.assertWhole(http, "kept");
        assertThat(Counters.word(http, "kept")).isEqualTo(word);
        assertThat(Told.states(http, "kept")).doesNotContain("failed", "lost", "stopped");
        assertThat(Told.runs(http, "kept")).isOne();
        assertTheNeighbourIsUnharmed();
    }

    @Test
    void withoutLiveRestoreTheContainersEndAndAreNotStartedByThemselves() {
        docker.liveRestore(false);
        docker.stop();
        docker.startAgain();
        try {
            awaitDockerIsKnown();
            Workloads.launch(http, Counters.counter("container", "ended"));
            docker.stop();
            Workloads.run(http, Workloads.job("wasm", "meanwhile", "greeter"));
            assertThat(Workloads.state(http, "ended"))
                    .as("what nobody can ask, or what was heard of it")
                    .isIn("unknown", "failed", "ready");
            docker.startAgain();

            awaitState("ended", "failed"); // and so it is: dockerd ended it
            assertThat(docker.identities()).as("running containers").isEmpty();
            var run = Told.run(http, "ended");
            String exited = docker.run("ps", "-aq", "--filter", "status=exited");
            assertThat(run.path("exitCode").asInt(128 + run.path("signal").asInt()))
                    .as("its end, as Docker tells it")
                    .isEqualTo(Integer.parseInt(docker.run("inspect", "--format", "{{.State.ExitCode}}", exited)));
            assertThat(Told.runs(http, "ended")).isOne();
            assertTheNeighbourIsUnharmed();
        } finally {
            docker.liveRestore(true);
            docker.stop();
            docker.startAgain();
            awaitDockerIsKnown();
        }
    }

    private static void awaitDockerIsKnown() {
        Await.level(
                "the service has found dockerd again",
                PATIENCE,
                () -> http.post(Workloads.PATH + "?dryRun=true", Counters.counter("container", "question"))
                                .status()
                        == 200);
    }

    @Test
    void aDockerdThatHangsHoldsUpNothingElse() {
        Workloads.launch(http, Counters.counter("container", "held"));
        List<String> before = docker.identities();

        docker.freeze();
        assertUnknownWithAReason("held");
        Answer refused = http.post(Workloads.PATH, Workloads.job("container", "refused", "hungry"));
        assertThat(refused.status()).as(refused::text).isIn(503, 504);
        Workloads.run(http, Workloads.job("wasm", "meanwhile", "greeter"));
        http.get("/api/v1/host").expect(200);
        docker.thaw();

        awaitState("held", "ready");
        assertThat(docker.identities())
                .as("containers, their starts and processes")
                .isEqualTo(before);
        assertThat(Told.states(http, "held")).doesNotContain("failed", "lost", "stopped");
        assertThat(Told.runs(http, "held")).isOne();
        Counters.awaitBeyond(http, "held", Counters.last(http, "held"));
        Counters.assertWhole(http, "held");
        assertTheNeighbourIsUnharmed();
    }
}
