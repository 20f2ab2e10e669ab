package dev.triptych.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmbeddedPostgresTest {
    private Path home = Path.of("unset");

    @BeforeEach
    void makeAHome() throws IOException {
        home = TemporaryPostgres.newHome();
    }

    @AfterEach
    void removeTheHome() throws IOException {
        PostgresBinaries.deleteRecursively(home);
    }

    private EmbeddedPostgres start() {
        return EmbeddedPostgres.start(TemporaryPostgres.settings(home));
    }

    @Test
    void whatIsCommittedIsThereAfterARestart() throws SQLException {
        try (EmbeddedPostgres first = start()) {
            assertThat(first.takenOver()).isFalse();
            execute(first, "create table kept (word text)", "insert into kept values ('here')");
        }
        try (EmbeddedPostgres second = start()) {
            assertThat(query(second, "select word from kept")).isEqualTo("here");
        }
    }

    @Test
    void aServerThatOutlivedItsProcessIsTakenOver() throws SQLException {
        EmbeddedPostgres killed = start();
        String before = query(killed, "select pg_postmaster_start_time()");
        killed.release(); // what the kernel does to the lock of a killed process

        try (EmbeddedPostgres next = start()) {
            assertThat(next.takenOver()).isTrue();
            assertThat(next.address()).isEqualTo(killed.address());
            assertThat(query(next, "select pg_postmaster_start_time()")).isEqualTo(before);
        }
    }

    @Test
    void aSecondServiceOnOneHomeIsRefused() {
        try (EmbeddedPostgres first = start()) {
            assertThat(first.takenOver()).isFalse();
            assertThatExceptionOfType(EmbeddedPostgresException.class)
                    .isThrownBy(this::start)
                    .withMessageContaining("another Triptych service");
        }
    }

    @Test
    void theServerIsDurableAndTrustsNobody() throws SQLException {
        try (EmbeddedPostgres server = start()) {
            assertThat(query(server, "show fsync")).isEqualTo("on");
            assertThat(query(server, "show synchronous_commit")).isEqualTo("on");
            assertThat(query(server, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(query(
                            server.admin(),
                            "select count(*) from pg_hba_file_rules where auth_method <> 'scram-sha-256'"))
                    .isEqualTo("0");
            assertThat(query(server.admin(), "show unix_socket_directories")).isEmpty();
            assertThat(query(server, "select rolsuper::text from pg_roles where rolname = current_user"))
                    .isEqualTo("false");
            DatabaseAddress address = server.address();
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> DriverManager.getConnection(address.url(), address.user(), "guess")
                            .close())
                    .withMessageContaining("password authentication failed");
        }
    }

    @Test
    void thePasswordsAreForTheOwnerAlone() throws IOException {
        try (EmbeddedPostgres server = start()) {
            Path file = home.resolve("postgres.credentials");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(server.address().toString())
                    .doesNotContain(server.address().password());
        }
    }

    @Test
    void aHomeThatTheServersAccountCannotEnterGetsItsDataElsewhereAndALink() throws IOException, SQLException {
        Path closed = Files.createDirectory(
                home.resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path shared = home.resolve("shared");
        EmbeddedPostgresSettings usual = TemporaryPostgres.settings(closed);
        try (EmbeddedPostgres server = EmbeddedPostgres.start(new EmbeddedPostgresSettings(
                closed, usual.account(), shared, usual.programs(), usual.startDeadline()))) {
            assertThat(query(server, "select 1")).isEqualTo("1");
            Path data = closed.resolve("postgres").toRealPath();
            boolean runsAsAnotherUser = System.getProperty("user.name").equals("root");
            assertThat(data.startsWith(home.toRealPath().resolve("shared"))).isEqualTo(runsAsAnotherUser);
        }
    }

    @Test
    void aHomeThatWasDeletedByHandStartsAnew() throws IOException, SQLException {
        Path closed = home.resolve("closed");
        EmbeddedPostgresSettings usual = TemporaryPostgres.settings(closed);
        EmbeddedPostgresSettings settings = new EmbeddedPostgresSettings(
                closed, usual.account(), home.resolve("shared"), usual.programs(), usual.startDeadline());
        for (int time = 0; time < 2; time++) {
            Files.createDirectory(
                    closed, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            try (EmbeddedPostgres server = EmbeddedPostgres.start(settings)) {
                execute(server, "create table made_once (word text)");
            }
            PostgresBinaries.deleteRecursively(closed);
        }
    }

    @Test
    void anUnknownAccountIsToldWithTheRemedy() {
        EmbeddedPostgresSettings usual = TemporaryPostgres.settings(home);
        EmbeddedPostgresSettings unknown = new EmbeddedPostgresSettings(
                home, "triptych-nobody-has-this", usual.sharedBase(), usual.programs(), usual.startDeadline());
        if (System.getProperty("user.name").equals("root")) {
            assertThatExceptionOfType(EmbeddedPostgresException.class)
                    .isThrownBy(() -> EmbeddedPostgres.start(unknown).close())
                    .withMessageContaining("useradd");
        } else {
            assertThat(PostgresAccount.choose("triptych-nobody-has-this").owner())
                    .isNull();
        }
    }

    private static void execute(EmbeddedPostgres server, String... statements) throws SQLException {
        try (Connection connection = connect(server.address());
                Statement statement = connection.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        }
    }

    private static String query(EmbeddedPostgres server, String query) throws SQLException {
        return query(server.address(), query);
    }

    private static String query(DatabaseAddress as, String query) throws SQLException {
        try (Connection connection = connect(as);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static Connection connect(DatabaseAddress address) throws SQLException {
        return DriverManager.getConnection(address.url(), address.user(), address.password());
    }
}
