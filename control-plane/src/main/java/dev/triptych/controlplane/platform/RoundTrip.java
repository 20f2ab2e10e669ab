package dev.triptych.controlplane.platform;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * Several statements that change something, sent to the server together and carried out as one transaction: all or
 * nothing, for the price of one round trip and one commit. For one thread.
 */
public final class RoundTrip {
    private static final String QUESTION = "select ";

    private final List<Statement> statements = new ArrayList<>();

    /** Adds a statement with {@code ?} for each parameter: text, numbers, booleans, {@link UUID}, {@link Instant}, null. */
    public RoundTrip add(String statement, @Nullable Object... values) {
        statements.add(new Statement(statement, Arrays.asList(values)));
        return this;
    }

    /** Durable on return. */
    public void run(JdbcOperations database) {
        String sql = statements.stream().map(Statement::sql).collect(Collectors.joining(";\n"));
        database.execute(sql, (PreparedStatement prepared) -> {
            int at = 0;
            for (Statement statement : statements) {
                at = statement.bind(prepared, at);
            }
            return prepared.execute();
        });
    }

    /**
     * Carries out several as one transaction: all of all or nothing of any; durable on return. Each keeps the order of its
     * statements; between them, equal ones are sent as one batch, and a question is asked once.
     */
    public static void runTogether(List<RoundTrip> trips, JdbcOperations database) {
        database.execute((Connection connection) -> {
            connection.setAutoCommit(false);
            try {
                sendInBatches(trips, connection);
                connection.commit();
                connection.setAutoCommit(true);
                return null;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        });
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private static void sendInBatches(List<RoundTrip> trips, Connection connection) throws SQLException {
        List<Deque<Statement>> left = new ArrayList<>();
        trips.forEach(trip -> left.add(new ArrayDeque<>(trip.statements)));
        left.removeIf(Deque::isEmpty);
        while (!left.isEmpty()) {
            String sql = left.getFirst().getFirst().sql();
            if (sql.startsWith(QUESTION)) {
                Statement question = left.getFirst().getFirst();
                ask(question, connection);
                left.forEach(each -> removeFirst(each, question));
                left.removeIf(Deque::isEmpty);
                continue;
            }
            try (PreparedStatement batch = connection.prepareStatement(sql)) {
                for (Deque<Statement> each : left) {
                    while (!each.isEmpty() && each.getFirst().sql().equals(sql)) {
                        each.removeFirst().bind(batch, 0);
                        batch.addBatch();
                    }
                }
                batch.executeBatch();
            }
            left.removeIf(Deque::isEmpty);
        }
    }

    /** It may refuse everything; what it answers is of no interest. */
    private static void ask(Statement question, Connection connection) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(question.sql())) {
            question.bind(prepared, 0);
            prepared.execute();
        }
    }

    private static void removeFirst(Deque<Statement> statements, Statement equal) {
        if (equal.equals(statements.peekFirst())) {
            statements.removeFirst();
        }
    }

    private record Statement(String sql, List<@Nullable Object> parameters) {

        /** Binds the parameters after those that are bound already; answers how many that makes. */
        int bind(PreparedStatement prepared, int before) throws SQLException {
            int at = before;
            for (Object value : parameters) {
                at++;
                prepared.setObject(at, value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value);
            }
            return at;
        }
    }
}
