package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** PostgreSQL stops for half a minute: the API says so, what runs goes on, and the record catches up. */
@Tag("backend")
class PostgresAwayIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration AWAY = Duration.ofSeconds(30);
    private static final String PASSWORD = "away-and-back";

    @SuppressWarnings("NullAway.Init")
    private String postgres;

    @SuppressWarnings("NullAway.Init")
    private Service service;

    @BeforeEach
    void startADatabaseAndAService() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort(); // one that stays the same when the container is started again
        }
        postgres = Shell.run(
                        "docker",
                        "run",
                        "-d",
                        "-p",
                        "127.0.0.1:" + port + ":5432",
                        "-e",
                        "POSTGRES_PASSWORD=" + PASSWORD,
                        "-e",
                        "POSTGRES_USER=triptych",
                        "-e",
                        "POSTGRES_DB=triptych",
                        "triptych/test-postgres:1",
                        "postgres",
                        "-c",
                        "fsync=on")
                .strip();
        awaitDatabase();
        service = Service.start(Map.of(
                "SPRING_DATASOURCE_URL",
                "jdbc:postgresql://127.0.0.1:" + port + "/triptych",
                "SPRING_DATASOURCE_USERNAME",
                "triptych",
                "SPRING_DATASOURCE_PASSWORD",
                PASSWORD,
                "TRIPTYCH_RECONCILE_SWEEPEVERY",
                "1s"));
        Workloads.uploadSamples(service.admin());
        Counters.upload(service.admin());
    }

    /** Over TCP, which the image serves when it has made the database and not before. */
    private void awaitDatabase() {
        Await.level(
                "PostgreSQL answers",
                PATIENCE,
                () -> Shell.attempt("docker", "exec", postgres, "pg_isready", "-h", "127.0.0.1", "-U", "triptych")
                                .code()
                        == 0);
    }

    @AfterEach
    void removeBoth() {
        try {
            if (service != null) {
                Shell.attempt("docker", "start", postgres);
                awaitDatabase();
                service.close();
            }
        } finally {
            Shell.run("docker", "rm", "-f", "-v", postgres);
        }
    }

    @Test
    void whatRunsGoesOnWhileTheDatabaseIsAwayAndIsToldTrulyAfterwards() {
        Http http = service.admin();
        Workloads.launch(http, Counters.counter("wasm", "counting-wasm"));
        Workloads.launch(http, Counters.counter("container", "counting-container"));
        var meanwhile = Workloads.job("container", "meanwhile", "counter", "100ms", "80");
        http.post(Workloads.PATH + "?wait=ready", meanwhile).expect(201);
        List<String> before = identities();

        long gone = System.nanoTime();
        Shell.run("docker", "stop", "-t", "5", postgres);
        Stream.<Supplier<Answer>>of(
                        () -> http.get(Workloads.PATH + "/counting-wasm"),
                        () -> http.get(Workloads.PATH),
                        () -> http.post(Workloads.PATH, Workloads.job("wasm", "refused", "greeter")),
                        () -> http.post(Workloads.PATH + "/counting-container/stop"))
                .parallel()
                .forEach(call -> assertAway(call.get()));
        assertThat(http.get("/readyz").status()).isEqualTo(503);
        http.get("/livez").expect(200);
        Await.level("half a minute is over", PATIENCE, () -> System.nanoTime() - gone > AWAY.toNanos());
        Shell.run("docker", "start", postgres);

        Await.level(
                "the API answers again",
                PATIENCE,
                () -> http.get(Workloads.PATH).status() == 200);
        Await.level(
                "the end that nobody could record is on record",
                PATIENCE,
                () -> Workloads.state(http, "meanwhile").equals("succeeded"));
        assertThat(identities()).as("containers and their starts").isEqualTo(before);
        http.get(Workloads.PATH + "/refused").expectProblem(404, "WORKLOAD_NOT_FOUND");
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
