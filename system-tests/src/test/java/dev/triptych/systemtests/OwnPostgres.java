package dev.triptych.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A PostgreSQL of the test's own, in a container, which may be stopped and frozen. It keeps its port. */
final class OwnPostgres implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String USER = "triptych";
    private static final String PASSWORD = "away-and-back";

    private final int port;
    private final String container;

    private OwnPostgres(int port, String container) {
        this.port = port;
        this.container = container;
    }

    static OwnPostgres start() {
        int port = freePort();
        String container = Shell.run(
                        "docker",
                        "run",
                        "-d",
                        "-p",
                        "127.0.0.1:" + port + ":5432",
                        "-e",
                        "POSTGRES_PASSWORD=" + PASSWORD,
                        "-e",
                        "POSTGRES_USER=" + USER,
                        "-e",
                        "POSTGRES_DB=" + USER,
                        "triptych/test-postgres:1",
                        "postgres",
                        "-c",
                        "fsync=on")
                .strip();
        OwnPostgres postgres = new OwnPostgres(port, container);
        try {
            postgres.awaitAnswer();
            return postgres;
        } catch (AssertionError e) {
            postgres.close();
            throw e;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Over TCP, which the image serves when it has made the database and not before. */
    private void awaitAnswer() {
        Await.level(
                "PostgreSQL answers",
                PATIENCE,
                () -> Shell.attempt("docker", "exec", container, "pg_isready", "-h", "127.0.0.1", "-U", USER)
                                .code()
                        == 0);
    }

    /** What a service needs to keep its records here, and more. */
    Map<String, String> environment(String... more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "SPRING_DATASOURCE_URL", url(),
                "SPRING_DATASOURCE_USERNAME", USER,
                "SPRING_DATASOURCE_PASSWORD", PASSWORD));
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return environment;
    }

    private String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + USER;
    }

    /** A session as the user of the service. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), USER, PASSWORD);
    }

    void stop() {
        Shell.run("docker", "stop", "-t", "5", container);
    }

    /** All its processes stand still: connections are held, and nothing is answered. */
    void freeze() {
        Shell.run("docker", "pause", container);
    }

    void thaw() {
        Shell.run("docker", "unpause", container);
    }

    /** Whatever was done to it: it runs and answers on return. */
    void revive() {
        Shell.attempt("docker", "unpause", container);
        Shell.run("docker", "start", container);
        awaitAnswer();
    }

    @Override
    public void close() {
        Shell.attempt("docker", "unpause", container);
        Shell.run("docker", "rm", "-f", "-v", container);
    }
}
