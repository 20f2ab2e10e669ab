package dev.triptych.controlplane.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of secrets, encrypted. */
@Repository
class SecretRows {
    private static final String COLUMNS = "name, nonce, ciphertext, created_at, changed_at";

    private final JdbcClient database;

    SecretRows(JdbcClient database) {
        this.database = database;
    }

    /** A row. */
    record Row(String name, SecretCipher.Sealed sealed, Instant createdAt, Instant changedAt) {}

    List<Row> all() {
        return database.sql("select " + COLUMNS + " from secret order by name")
                .query((row, number) -> read(row))
                .list();
    }

    Optional<Row> find(String name) {
        return database.sql("select " + COLUMNS + " from secret where name = ?")
                .param(name)
                .query((row, number) -> read(row))
                .optional();
    }

    /** Inserts the row, or replaces the value under its name. */
    void put(Row row) {
        database.sql("insert into secret (" + COLUMNS + ") values (?, ?, ?, ?, ?) on conflict (name) do update set"
                        + " nonce = excluded.nonce, ciphertext = excluded.ciphertext,"
                        + " changed_at = excluded.changed_at")
                .param(row.name())
                .param(row.sealed().nonce())
                .param(row.sealed().ciphertext())
                .param(Timestamp.from(row.createdAt()))
                .param(Timestamp.from(row.changedAt()))
                .update();
    }

    void delete(String name) {
        database.sql("delete from secret where name = ?").param(name).update();
    }

    int count() {
        return database.sql("select count(*) from secret").query(Integer.class).single();
    }

    private static Row read(ResultSet row) throws SQLException {
        return new Row(
                row.getString("name"),
                new SecretCipher.Sealed(row.getBytes("nonce"), row.getBytes("ciphertext")),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("changed_at").toInstant());
    }
}
