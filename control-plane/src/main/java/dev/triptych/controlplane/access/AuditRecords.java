package dev.triptych.controlplane.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what the audit holds. */
@Component
public class AuditRecords {
    private final JdbcClient database;

    AuditRecords(JdbcClient database) {
        this.database = database;
    }

    /**
     * One record.
     *
     * @param caller the name of the token behind the call; {@code -} when there was none
     * @param route the pattern of the route; {@code -} where none matched
     * @param detail what was asked for beyond the address; null for nothing
     */
    public record AuditRecord(
            long id,
            Instant at,
            String caller,
            String address,
            String method,
            String route,
            String path,
            int status,
            String correlationId,
            @Nullable String detail) {}

    /** Those before an id, newest first. */
    public List<AuditRecord> before(long id, int limit) {
        return database.sql(
                        "select id, at, caller, address, method, route, path, status, correlation_id, detail from audit"
                                + " where id < ? order by id desc limit ?")
                .params(id, limit)
                .query((row, index) -> read(row))
                .list();
    }

    private static AuditRecord read(ResultSet row) throws SQLException {
        return new AuditRecord(
                row.getLong("id"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("caller"),
                row.getString("address"),
                row.getString("method"),
                row.getString("route"),
                row.getString("path"),
                row.getInt("status"),
                row.getString("correlation_id"),
                row.getString("detail"));
    }
}
