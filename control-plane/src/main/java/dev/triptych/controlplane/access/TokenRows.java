package dev.triptych.controlplane.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of tokens. */
@Repository
class TokenRows {
    private final JdbcClient database;

    TokenRows(JdbcClient database) {
        this.database = database;
    }

    /** A row: a bearer token by its digest, never itself. */
    @SuppressWarnings("ArrayRecordComponent") // Compared by digest, in constant time, never by equals.
    record Row(
            UUID id,
            String name,
            byte[] sha256,
            Role role,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt) {}

    List<Row> all() {
        return database.sql("select id, name, sha256, role, created_at, expires_at, last_used_at from token")
                .query((row, number) -> read(row))
                .list();
    }

    void insert(Row row) {
        database.sql("insert into token (id, name, sha256, role, created_at, expires_at) values (?, ?, ?, ?, ?, ?)")
                .param(row.id())
                .param(row.name())
                .param(row.sha256())
                .param(row.role().name())
                .param(Timestamp.from(row.createdAt()))
                .param(timestamp(row.expiresAt()))
                .update();
    }

    void delete(UUID id) {
        database.sql("delete from token where id = ?").param(id).update();
    }

    void markUsed(UUID id, Instant at) {
        database.sql("update token set last_used_at = ? where id = ?")
                .param(Timestamp.from(at))
                .param(id)
                .update();
    }

    private static Row read(ResultSet row) throws SQLException {
        return new Row(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getBytes("sha256"),
                Role.valueOf(row.getString("role")),
                row.getTimestamp("created_at").toInstant(),
                instant(row.getTimestamp("expires_at")),
                instant(row.getTimestamp("last_used_at")));
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }
}
