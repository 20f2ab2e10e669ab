package dev.triptych.systemtests;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The embedded database of a service's home, with the service's own role. Rows of a benchmark use it to put much on record at
 * once and to count what is there, and a test to hold up what is written; what they measure and judge goes over HTTP.
 *
 * @param port on the loopback interface
 */
public record OwnDatabase(int port, String password) {
    public static final String USER = "triptych";
    public static final String NAME = "triptych";
    private static final int PORT_LINE = 3;

    public static OwnDatabase of(Path home) throws IOException {
        Properties passwords = new Properties();
        try (Reader reader = Files.newBufferedReader(home.resolve("postgres.credentials"))) {
            passwords.load(reader);
        }
        String port = Files.readAllLines(
                        home.resolve("postgres").resolve("data").resolve("postmaster.pid"))
                .get(PORT_LINE)
                .strip();
        return new OwnDatabase(Integer.parseInt(port), passwords.getProperty(USER));
    }

    public Connection connect() throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl("jdbc:postgresql://127.0.0.1:" + port + "/" + NAME);
        source.setUser(USER);
        source.setPassword(password);
        return source.getConnection();
    }

    /** The one number that a query answers. */
    public long number(String query) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Override
    public String toString() {
        return "OwnDatabase[" + port + "]";
    }
}
