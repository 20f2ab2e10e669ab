package dev.triptych.controlplane.web;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.Leadership;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

/**
 * What a database that does not do its part comes to. By SQLSTATE (SQL standard, and PostgreSQL's appendix A): class 08 is
 * a connection that failed, 57 a server that shuts down or starts, 53 one that lacks something, 53100 room on its disk.
 */
final class DatabaseRefusals {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseRefusals.class);
    private static final String DISK_FULL = "53100";

    private DatabaseRefusals() {}

    /** The refusal behind an exception; null when it is not the database that is away or full. */
    static FrameworkRefusals.@Nullable Refusal refusal(Throwable failure) {
        if (!(failure instanceof DataAccessException)) {
            return null;
        }
        String state = sqlState(failure);
        if (state.equals(DISK_FULL)) {
            LOG.warn("the database has no room", failure);
            return new FrameworkRefusals.Refusal(
                    ErrorCode.STORAGE_FULL,
                    "The disk under the database is full. Make room on it; nothing was recorded, and what runs goes on.");
        }
        if (state.equals(Leadership.DEPOSED)) {
            return new FrameworkRefusals.Refusal(
                    ErrorCode.NOT_LEADING,
                    "Another control plane has taken over; nothing was recorded, and what runs goes on. Ask that one.");
        }
        boolean away = state.startsWith("08") || state.startsWith("57") || state.startsWith("53");
        if (!away && !(failure instanceof CannotGetJdbcConnectionException)) {
            return null;
        }
        LOG.warn("the database does not answer", failure);
        return new FrameworkRefusals.Refusal(
                ErrorCode.DATABASE_UNAVAILABLE,
                "The database does not answer; what runs goes on. Try again in a moment. If this was a command, look"
                        + " at the workload before you repeat it: it may be on record already.");
    }

    /** The innermost one; empty when there is none. */
    private static String sqlState(Throwable failure) {
        String state = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                state = sql.getSQLState();
            }
        }
        return state;
    }
}
