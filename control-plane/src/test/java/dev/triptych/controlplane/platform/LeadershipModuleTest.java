package dev.triptych.controlplane.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.db.DatabaseAddress;
import dev.triptych.db.TemporaryPostgres;
import dev.triptych.tck.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two control planes on one database: one works, the other waits. */
class LeadershipModuleTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @SuppressWarnings("NullAway.Init") // before all tests
    private static TemporaryPostgres postgres;

    @TempDir
    Path home;

    @TempDir
    Path elsewhere;

    @BeforeAll
    static void start() {
        postgres = TemporaryPostgres.start();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    private Leadership contender(Runnable onDeposed) {
        return contender(home, false, onDeposed);
    }

    private static Leadership contender(Path home, boolean replaces, Runnable onDeposed) {
        DatabaseAddress address = postgres.address();
        HomeClaim claim = new HomeClaim(home, replaces);
        return new Leadership(address.url(), address.user(), address.password(), claim, onDeposed);
    }

    /** As on a database that nobody has led on; the next test has another home. */
    @AfterEach
    void forgetTheHome() throws SQLException {
        execute("drop table if exists triptych_leadership.home");
    }

    /** Acquires in the background. */
    private static CountDownLatch acquiring(Leadership contender) {
        CountDownLatch acquired = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            try {
                contender.acquire(() -> {});
                acquired.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return acquired;
    }

    /** As the end of a connection, or of the server, does. */
    private static void endSessionsThatHoldTheLock() throws SQLException {
        execute("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'");
    }

    private static void execute(String sql) throws SQLException {
        DatabaseAddress address = postgres.address();
        try (Connection connection = DriverManager.getConnection(address.url(), address.user(), address.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void theSecondWaitsAndTakesOverWhenTheFirstIsGone() throws Exception {
        Leadership first = contender(() -> {});
        first.acquire(() -> {});
        try (Leadership second = contender(() -> {})) {
            CountDownLatch acquired = acquiring(second);
            assertThat(acquired.await(3, TimeUnit.SECONDS)).isFalse();
            assertThat(second.leads()).isFalse();

            first.close();

            assertThat(acquired.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(second.leads()).isTrue();
        }
    }

    @Test
    void aLostSessionStopsTheWorkUntilItIsBack() throws Exception {
        AtomicBoolean deposed = new AtomicBoolean();
        try (Leadership only = contender(() -> deposed.set(true))) {
            only.acquire(() -> {});
            endSessionsThatHoldTheLock();
            Eventually.holds("the loss is seen", SOON, () -> !only.leads());

            only.awaitLead();

            assertThat(only.leads()).isTrue();
            assertThat(deposed).isFalse();
        }
    }

    @Test
    void whoWasReplacedMeanwhileIsToldToEnd() throws Exception {
        AtomicBoolean deposed = new AtomicBoolean();
        try (Leadership first = contender(() -> deposed.set(true))) {
            first.acquire(() -> {});
            execute("update triptych_leadership.lead set term = term + 1"); // as another one does that leads for a
            // moment
            endSessionsThatHoldTheLock();

            Eventually.holds("it is told", SOON, deposed::get);

            assertThat(first.leads()).isFalse();
        }
    }

    @Test
    void whoseHomeIsAnotherNeitherLeadsNorWaitsAndLeavesNothing() throws Exception {
        try (Leadership first = contender(() -> {})) {
            first.acquire(() -> {});
            AtomicBoolean waited = new AtomicBoolean();

            assertThatThrownBy(() -> contender(elsewhere, false, () -> {}).acquire(() -> waited.set(true)))
                    .isInstanceOf(OtherHome.class)
                    .hasMessageContaining(elsewhere.toString())
                    .hasMessageContaining("TRIPTYCH_PLATFORM_REPLACEHOME");

            assertThat(waited).isFalse();
            assertThat(elsewhere).isEmptyDirectory();
        }
        assertThatThrownBy(() -> contender(elsewhere, false, () -> {}).acquire(() -> {}))
                .isInstanceOf(OtherHome.class);
        try (Leadership again = contender(() -> {})) {
            again.acquire(() -> {});
            assertThat(again.leads()).isTrue();
        }
    }

    @Test
    void aHomeIsKnownWhereverItIsMoved() throws Exception {
        Path present = home.resolve("present");
        Path moved = elsewhere.resolve("moved");
        try (Leadership first = contender(present, false, () -> {})) {
            first.acquire(() -> {});
        }
        Files.move(present, moved);

        try (Leadership second = contender(moved, false, () -> {})) {
            second.acquire(() -> {});
            assertThat(second.leads()).isTrue();
        }
    }

    /** And then it is the one: who has the former home is refused. */
    @Test
    void aHomeReplacesAnotherOnlyWhenThatIsAskedFor() throws Exception {
        try (Leadership first = contender(() -> {})) {
            first.acquire(() -> {});
        }
        try (Leadership second = contender(elsewhere, true, () -> {})) {
            second.acquire(() -> {});
            assertThat(second.leads()).isTrue();
        }

        assertThatThrownBy(() -> contender(() -> {}).acquire(() -> {})).isInstanceOf(OtherHome.class);
    }
}
