package dev.triptych.controlplane.platform;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Component;

/**
 * Changes whose end nobody heard.
 *
 * <p>A change is <em>in doubt</em> when its connection was given up before the server answered. A server that was held up
 * may still carry it out, at any time later. The doubt is <em>settled</em> when the sessions that could do so have ended:
 * from then on what can be read holds. So nothing is written, or taken from the record as the last word, before.
 */
@Component
public class Doubts {
    private static final Logger LOG = LoggerFactory.getLogger(Doubts.class);
    /** SQLSTATE class 08 (SQL standard): the connection failed. */
    private static final String CONNECTION = "08";

    /** Of this process alone: each gives its sessions a name of its own. Answers how many would not end. */
    private static final String END_OTHER_SESSIONS =
            "select count(*) from (select pg_terminate_backend(pid, 2000) as ended"
                    + " from pg_stat_activity where application_name = current_setting('application_name')"
                    + " and usename = current_user and pid <> pg_backend_pid()) as others where not ended";

    private final JdbcOperations database;
    private final AtomicBoolean doubtful = new AtomicBoolean();
    private final Object settling = new Object();

    public Doubts(JdbcOperations database) {
        this.database = database;
    }

    /** Carries out a round trip, once nothing before it is in doubt. */
    public void run(RoundTrip trip) {
        carryOut(() -> trip.run(database));
    }

    /** The same for several, as one transaction. */
    public void runTogether(List<RoundTrip> trips) {
        carryOut(() -> RoundTrip.runTogether(trips, database));
    }

    private void carryOut(Runnable change) {
        settle();
        try {
            change.run();
        } catch (DataAccessException e) {
            if (isInDoubt(e)) {
                doubtful.set(true);
            }
            throw e;
        }
    }

    private static boolean isInDoubt(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().startsWith(CONNECTION)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns when nothing is in doubt.
     *
     * @throws DataAccessException when that cannot be had now
     */
    public void settle() {
        if (doubtful.get()) {
            synchronized (settling) {
                if (doubtful.get()) {
                    endOtherSessions();
                    doubtful.set(false);
                }
            }
        }
    }

    private void endOtherSessions() {
        Long left = database.queryForObject(END_OTHER_SESSIONS, Long.class);
        if (left == null || left > 0) {
            throw new DataAccessResourceFailureException(
                    "sessions of this process that may still change something do not end",
                    new SQLException("in doubt", CONNECTION + "007"));
        }
        LOG.info("what was in doubt is settled");
    }
}
