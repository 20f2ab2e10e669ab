package dev.triptych.controlplane.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.db.DatabaseAddress;
import dev.triptych.db.TemporaryPostgres;
import dev.triptych.tck.Eventually;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two control planes on one database: one works, the other waits. */
class LeadershipModuleTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @SuppressWarnings("NullAway.Init") // before all tests
    private static TemporaryPostgres postgres;

    @BeforeAll
    static void start() {
        postgres = TemporaryPostgres.start();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    private static Leadership contender(Runnable onDeposed) {
        DatabaseAddress address = postgres.address();
        return new Leadership(address.url(), address.user(), address.password(), onDeposed);
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
}
