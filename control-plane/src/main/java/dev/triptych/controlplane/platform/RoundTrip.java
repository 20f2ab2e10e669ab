package dev.triptych.controlplane.platform;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * Several statements that change something, sent to the server together and carried out as one transaction: all or
 * nothing, for the price of one round trip and one commit. For one thread.
 */
public final class RoundTrip {
    private final StringJoiner sql = new StringJoiner(";\n");
    private final List<@Nullable Object> parameters = new ArrayList<>();

    /** Adds a statement with {@code ?} for each parameter: text, numbers, booleans, {@link UUID}, {@link Instant}, null. */
    public RoundTrip add(String statement, @Nullable Object... values) {
        sql.add(statement);
        for (Object value : values) {
            parameters.add(value);
        }
        return this;
    }

    /** Durable on return. */
    public void run(JdbcOperations database) {
        database.execute(sql.toString(), (PreparedStatement statement) -> {
            bind(statement);
            return statement.execute();
        });
    }

    private void bind(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < parameters.size(); i++) {
            Object value = parameters.get(i);
            statement.setObject(i + 1, value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value);
        }
    }
}
