package dev.triptych.controlplane.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.triptych.db.DatabaseAddress;
import dev.triptych.db.TemporaryPostgres;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/** A server that was held up may carry out what nobody waits for any more; until that is settled, nothing is believed. */
class DoubtsModuleTest {
    private static final String INSERT = "insert into mark values (?)";

    @SuppressWarnings("NullAway.Init") // before each test
    private TemporaryPostgres postgres;

    @SuppressWarnings("NullAway.Init")
    private HikariDataSource pool;

    @SuppressWarnings("NullAway.Init")
    private JdbcTemplate database;

    @SuppressWarnings("NullAway.Init")
    private Doubts doubts;

    @BeforeEach
    void start() {
        postgres = TemporaryPostgres.start();
        DatabaseAddress address = postgres.address();
        pool = new HikariDataSource();
        pool.setJdbcUrl(address.url());
        pool.setUsername(address.user());
        pool.setPassword(address.password());
        pool.setMaximumPoolSize(1);
        pool.addDataSourceProperty("socketTimeout", "5");
        pool.addDataSourceProperty("ApplicationName", "doubts-test");
        database = new JdbcTemplate(pool);
        database.execute("create table mark (number int)");
        doubts = new Doubts(database);
    }

    @AfterEach
    void stop() {
        pool.close();
        postgres.close();
    }

    private long session() {
        Long pid = database.queryForObject("select pg_backend_pid()", Long.class);
        return pid == null ? 0 : pid;
    }

    private long marks() {
        Long count = database.queryForObject("select count(*) from mark", Long.class);
        return count == null ? -1 : count;
    }

    private boolean lives(long session) {
        Long count = database.queryForObject(
                "select count(*) from pg_stat_activity where pid = ?", Long.class, Long.valueOf(session));
        return count != null && count > 0;
    }

    private static void signal(String signal, long pid) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", signal, Long.toString(pid)).start();
        assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }

    @Test
    void nothingIsWrittenUntilTheSessionThatHungHasEnded() throws Exception {
        doubts.run(new RoundTrip().add(INSERT, 1));
        long hung = session();
        signal("-STOP", hung);
        try {
            assertThatThrownBy(() -> doubts.run(new RoundTrip().add(INSERT, 2)))
                    .isInstanceOf(DataAccessException.class);

            assertThatThrownBy(() -> doubts.run(new RoundTrip().add(INSERT, 3)))
                    .isInstanceOf(DataAccessException.class)
                    .hasMessageContaining("do not end");
            assertThat(marks()).isOne();
        } finally {
            signal("-CONT", hung);
        }
        doubts.settle();

        assertThat(lives(hung)).isFalse();
        long settled = marks(); // the second may have come through or not; from now on it stays as it is
        doubts.run(new RoundTrip().add(INSERT, 4));
        assertThat(marks()).isEqualTo(settled + 1);
    }

    @Test
    void aChangeThatTheServerRefusesLeavesNoDoubt() {
        long session = session();
        assertThatThrownBy(() -> doubts.run(new RoundTrip().add("insert into nowhere values (1)")))
                .isInstanceOf(DataAccessException.class);
        doubts.run(new RoundTrip().add(INSERT, 1));

        assertThat(session()).as("the session is the same").isEqualTo(session);
    }
}
