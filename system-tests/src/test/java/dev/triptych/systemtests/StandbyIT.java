package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two control planes on one database: one works, the other waits, takes over when it has to, and never do both work. */
@Tag("backend")
class StandbyIT {
    private static final Map<String, Integer> SIZES = Map.of("vm", 1, "container", 2, "wasm", 2);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** What a process ends with that another one has replaced (sysexits.h: try again). */
    private static final int DEPOSED = 75;
    /** What a process ends with that may not work on its database (sysexits.h: wrong configuration). */
    private static final int OTHER_HOME = 78;

    @SuppressWarnings("NullAway.Init")
    private OwnPostgres postgres;

    @SuppressWarnings("NullAway.Init")
    private Service first;

    @BeforeEach
    void startADatabaseAndAService() {
        postgres = OwnPostgres.start();
        first = Service.start(postgres.environment("TRIPTYCH_RECONCILE_SWEEPEVERY", "1s"));
        Workloads.uploadSamples(first.admin());
    }

    @AfterEach
    void removeBoth() {
        try {
            if (first != null) {
                first.close();
            }
        } finally {
            postgres.close();
        }
    }

    private static void assertWaits(Service standby) {
        Http http = standby.admin();
        http.get("/livez").expect(200);
        assertThat(http.get("/readyz").expect(503).json().path("reason").asString(""))
                .contains("standby");
        http.get(Workloads.PATH).expectProblem(503, "NOT_LEADING");
        Answer refused = http.post(Workloads.PATH, Workloads.job("wasm", "refused", "greeter"));
        refused.expectProblem(503, "NOT_LEADING");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(standby.logText())
                .contains("waiting as its standby")
                .doesNotContain("Started ControlPlane", "HikariPool", "docker", "libvirt", "wasm host");
    }

    private static void assertTookOver(Service second, Map<String, String> before) {
        Await.level("it has taken over", PATIENCE, second::isReady);
        Fleet fleet = new Fleet(second.admin(), SIZES);
        Await.level("all are adopted", PATIENCE, () -> fleet.adopted() == before.size());
        assertThat(fleet.identities()).isEqualTo(before);
        fleet.assertUnharmed();
        Workloads.run(second.admin(), Workloads.job("wasm", "afterwards", "greeter"));
        second.admin().get(Workloads.PATH + "/refused").expectProblem(404, "WORKLOAD_NOT_FOUND");
    }

    @Test
    void theStandbyTakesOverWhatRunsWhenTheOneThatLeadsIsKilled() {
        Fleet fleet = new Fleet(first.admin(), SIZES);
        fleet.launch();
        Map<String, String> before = fleet.identities();
        Service second = first.besides();
        try {
            second.awaitAnswer();
            assertWaits(second);

            first.kill();

            assertTookOver(second, before);
        } finally {
            second.stop();
        }
    }

    @Test
    void whoHasAnotherHomeIsRefusedAndChangesNothing() {
        Http http = first.admin();
        Workloads.launch(http, Workloads.staying("wasm", "unharmed"));
        long rows = workloads();

        Service stranger = first.elsewhere();
        try {
            stranger.awaitEndWith(OTHER_HOME, "refused", PATIENCE);
            assertThat(stranger.logText())
                    .contains("TRIPTYCH_HOME " + stranger.home() + " is not the home that this database belongs to")
                    .doesNotContain("Started ControlPlane", "HikariPool", "docker", "libvirt", "wasm host");
        } finally {
            stranger.discard();
        }

        first.kill();
        Service heir = first.elsewhere();
        try {
            heir.awaitEndWith(OTHER_HOME, "refused, though nobody leads", PATIENCE);
        } finally {
            heir.discard();
        }
        first.startAgain();
        Await.level("it leads again", PATIENCE, first::isReady);
        assertThat(workloads()).isEqualTo(rows);
        assertThat(Told.runs(http, "unharmed")).isOne();
    }

    @Test
    void whoWasReplacedWhileItWasHeldUpEndsAndHarmsNothing() throws SQLException {
        Fleet fleet = new Fleet(first.admin(), SIZES);
        fleet.launch();
        Map<String, String> before = fleet.identities();
        Service second = first.besides();
        try {
            second.awaitAnswer();
            assertWaits(second);
            Processes.freeze(first.pid());
            try {
                execute("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted");
                Await.level("the standby leads", PATIENCE, second::isReady);
            } finally {
                Processes.thaw(first.pid());
            }

            first.awaitEndWith(DEPOSED, "deposed", PATIENCE);

            assertTookOver(second, before);
        } finally {
            second.stop();
        }
    }

    @Test
    void whoLosesItsSessionTakesNoCommandAndBeginsNothingUntilItLeadsAgain() throws Exception {
        Http http = first.admin();
        Counters.upload(http);
        http.post(Workloads.PATH + "?wait=ready", Workloads.job("container", "meanwhile", "counter", "100ms", "30"))
                .expect(201);
        String installation = Backends.installation(first);
        try (Connection rival = postgres.connect()) {
            takeTheLock(rival);
            Await.level("it has noticed", PATIENCE, () -> !first.isReady());
            long rows = workloads();
            http.post(Workloads.PATH, Workloads.job("wasm", "refused", "greeter"))
                    .expectProblem(503, "NOT_LEADING");
            http.post(Workloads.PATH + "/meanwhile/stop").expectProblem(503, "NOT_LEADING");
            http.upload("/api/v1/artifacts/refused.wasm", Samples.module("greeter"))
                    .expectProblem(503, "NOT_LEADING");
            http.get(Workloads.PATH + "/meanwhile").expect(200);
            Await.level(
                    "the job ends, and nobody may record it",
                    PATIENCE,
                    () -> "exited".equals(Backends.containersOf(installation).get("meanwhile")));
            assertThat(workloads()).isEqualTo(rows);
            assertThat(Workloads.state(http, "meanwhile")).isEqualTo("ready");
        }

        Await.level("it leads again", PATIENCE, first::isReady);
        Await.level(
                "the end is on record",
                PATIENCE,
                () -> Workloads.state(http, "meanwhile").equals("succeeded"));
        assertThat(Told.runs(http, "meanwhile")).isOne();
        Counters.assertWhole(http, "meanwhile");
        Workloads.run(http, Workloads.job("wasm", "afterwards", "greeter"));
        http.get(Workloads.PATH + "/refused").expectProblem(404, "WORKLOAD_NOT_FOUND");
    }

    /** Waits in the queue for the lock, and is given it when the session that holds it is ended. */
    private void takeTheLock(Connection rival) throws Exception {
        Thread waiting = Thread.ofVirtual().start(() -> {
            try (Statement statement = rival.createStatement()) {
                statement.execute("select pg_advisory_lock((classid::bigint << 32) | objid::bigint)"
                        + " from pg_locks where locktype = 'advisory' and granted");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        Await.level("the rival waits", PATIENCE, () -> count("select count(*) from pg_locks where not granted") == 1);
        execute("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted");
        waiting.join(PATIENCE);
    }

    private long workloads() {
        return count("select count(*) from workload");
    }

    private long count(String query) {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void execute(String statement) throws SQLException {
        try (Connection connection = postgres.connect();
                Statement session = connection.createStatement()) {
            session.execute(statement);
        }
    }
}
