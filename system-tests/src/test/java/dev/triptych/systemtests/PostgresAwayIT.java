package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** PostgreSQL stops for half a minute, or hangs: the API says so, what runs goes on, and the record catches up. */
@Tag("backend")
class PostgresAwayIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration AWAY = Duration.ofSeconds(30);
    /** Two waits for a connection and one for an answer, and as much again for the record of the audit. */
    private static final Duration CALL_BOUND = Duration.ofSeconds(60);

    @SuppressWarnings("NullAway.Init")
    private OwnPostgres postgres;

    @SuppressWarnings("NullAway.Init")
    private Service service;

    @BeforeEach
    void startADatabaseAndAService() {
        postgres = OwnPostgres.start();
        service = Service.start(postgres.environment("TRIPTYCH_RECONCILE_SWEEPEVERY", "1s"));
        Workloads.uploadSamples(service.admin());
        Counters.upload(service.admin());
    }

    @AfterEach
    void removeBoth() {
        try {
            if (service != null) {
                postgres.revive();
                service.close();
            }
        } finally {
            postgres.close();
        }
    }

    @Test
    void whatRunsGoesOnWhileTheDatabaseIsAwayAndIsToldTrulyAfterwards() {
        Http http = service.admin();
        launchWhatGoesOn(http);
        List<String> before = identities();

        long gone = System.nanoTime();
        postgres.stop();
        assertThatTheApiSaysSo(
                http,
                List.of(
                        client -> client.post(Workloads.PATH, Workloads.job("wasm", "refused", "greeter")),
                        client -> client.post(Workloads.PATH + "/counting-container/stop")));
        Await.level("half a minute is over", PATIENCE, () -> System.nanoTime() - gone > AWAY.toNanos());
        postgres.revive();

        assertThatAllWentOn(http, before);
        http.get(Workloads.PATH + "/refused").expectProblem(404, "WORKLOAD_NOT_FOUND");
    }

    /** A server that is held up may still carry out what it was sent: a command in doubt is on record once, or never. */
    @Test
    void whatRunsGoesOnWhileTheDatabaseHangsAndIsToldTrulyAfterwards() {
        Http http = service.admin();
        launchWhatGoesOn(http);
        List<String> before = identities();

        postgres.freeze();
        assertThatTheApiSaysSo(
                http, List.of(client -> client.post(Workloads.PATH, Workloads.job("wasm", "in-doubt", "greeter"))));
        Await.level(
                "the job ends while nobody can record it",
                PATIENCE,
                () -> "exited".equals(Backends.containersOf(ownInstallation()).get("meanwhile")));
        postgres.thaw();

        assertThatAllWentOn(http, before);
        if (http.get(Workloads.PATH + "/in-doubt").status() == 404) {
            Workloads.run(http, Workloads.job("wasm", "in-doubt", "greeter"));
        }
        Await.level(
                "what was in doubt has run",
                PATIENCE,
                () -> Workloads.state(http, "in-doubt").equals("succeeded"));
        assertThat(Told.runs(http, "in-doubt")).isOne();
    }

    private static void launchWhatGoesOn(Http http) {
        Workloads.launch(http, Counters.counter("wasm", "counting-wasm"));
        Workloads.launch(http, Counters.counter("container", "counting-container"));
        var meanwhile = Workloads.job("container", "meanwhile", "counter", "100ms", "80");
        http.post(Workloads.PATH + "?wait=ready", meanwhile).expect(201);
    }

    /** Each call within its bound, and a command too. */
    private static void assertThatTheApiSaysSo(Http http, List<Function<Http, Answer>> commands) {
        Http impatient = http.within(CALL_BOUND);
        Stream<Function<Http, Answer>> questions = Stream.of(
                client -> client.get(Workloads.PATH + "/counting-wasm"), client -> client.get(Workloads.PATH));
        Stream.concat(questions, commands.stream()).parallel().forEach(call -> assertAway(call.apply(impatient)));
        assertThat(impatient.get("/readyz").status()).isEqualTo(503);
        impatient.get("/livez").expect(200);
    }

    private void assertThatAllWentOn(Http http, List<String> before) {
        Await.level(
                "the API answers again",
                PATIENCE,
                () -> http.get(Workloads.PATH).status() == 200);
        Await.level(
                "the end that nobody could record is on record",
                PATIENCE,
                () -> Workloads.state(http, "meanwhile").equals("succeeded"));
        assertThat(identities()).as("containers and their starts").isEqualTo(before);
        for (String name : List.of("counting-wasm", "counting-container", "meanwhile")) {
            assertThat(Told.runs(http, name)).as(name + "'s runs").isOne();
            assertThat(Told.states(http, name)).as(name + "'s history").doesNotContain("failed", "lost");
            Counters.assertWhole(http, name);
        }
        assertThat(Workloads.state(http, "counting-container")).isEqualTo("ready");
        Counters.awaitBeyond(http, "counting-wasm", Counters.last(http, "counting-wasm"));
        Workloads.run(http, Workloads.job("wasm", "afterwards", "greeter"));
    }

    private static void assertAway(Answer answer) {
        answer.expectProblem(503, "DATABASE_UNAVAILABLE");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.json().path("detail").asString("")).contains("what runs goes on");
    }

    /** Of the containers that were made; also of those that have ended. */
    private List<String> identities() {
        String filter = "label=dev.triptych.name";
        String installation = "{{index .Config.Labels \"dev.triptych.installation\"}} ";
        return Shell.lines("docker", "ps", "-aq", "--filter", filter).stream()
                .map(id -> Shell.run("docker", "inspect", "--format", installation + "{{.Id}} {{.State.StartedAt}}", id)
                        .strip())
                .filter(line -> line.startsWith(ownInstallation()))
                .sorted()
                .toList();
    }

    @SuppressWarnings("NullAway.Init")
    private String installation;

    private String ownInstallation() {
        if (installation == null) {
            installation = Backends.installation(service);
        }
        return installation;
    }
}
