package dev.triptych.controlplane.platform;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that one control plane at a time works on a database.
 *
 * <p>A process <em>leads</em> while a session of its own holds the advisory lock. Each time the lock is taken the <em>term</em>
 * grows. A process that has lost its session works on nothing until it holds the lock again; when another one has led
 * meanwhile, which the term tells, what it has in memory is worth nothing any more, and it has to end.
 */
public final class Leadership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
    /** Any number, as long as it is always this one. */
    private static final long LOCK = 0x7472697074796368L;

    private static final Duration PULSE = Duration.ofSeconds(1);
    private static final int PATIENCE_MILLIS = 3_000;
    /** By then a process that lost its session has seen it and begins nothing more. */
    private static final Duration NOTICED = PULSE.multipliedBy(2).plusMillis(PATIENCE_MILLIS);

    private static final Executor AT_ONCE = Runnable::run;

    private final String url;
    private final Properties login;
    private final Runnable onDeposed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Connection session;
    private boolean leads;
    private boolean closed;
    private long term;

    /**
     * Prepares to lead.
     *
     * @param onDeposed called at most once, when another process leads in our place
     */
    public Leadership(String url, String user, String password, Runnable onDeposed) {
        this.url = url;
        this.login = new Properties();
        this.onDeposed = onDeposed;
        login.setProperty("user", user);
        login.setProperty("password", password);
        login.setProperty("connectTimeout", "5");
    }

    /**
     * Waits until this process leads; it goes on leading, or trying to, until it is closed.
     *
     * @throws IllegalStateException when the database cannot be asked at all
     */
    public void acquire() throws InterruptedException {
        try {
            term = await(connect());
        } catch (SQLException e) {
            throw new IllegalStateException("The database cannot be asked who leads: " + e.getMessage(), e);
        }
        setLeads(true);
        Thread.ofPlatform().daemon().name("leadership").start(this::keep);
    }

    private Connection connect() throws SQLException {
        Connection fresh = DriverManager.getConnection(url, login);
        fresh.setNetworkTimeout(AT_ONCE, PATIENCE_MILLIS);
        session = fresh;
        return fresh;
    }

    /** Returns the new term when the session holds the lock. */
    private long await(Connection on) throws SQLException, InterruptedException {
        boolean told = false;
        while (!holds(on)) {
            if (!told) {
                LOG.info("another control plane works on this database; waiting as its standby");
                told = true;
            }
            Thread.sleep(PULSE);
        }
        if (told) {
            LOG.info("the other control plane has lost its session; taking over when it must have noticed");
            Thread.sleep(NOTICED);
        }
        return nextTerm(on);
    }

    private static boolean holds(Connection on) throws SQLException {
        try (PreparedStatement ask = on.prepareStatement("select pg_try_advisory_lock(?)")) {
            ask.setLong(1, LOCK);
            try (ResultSet answer = ask.executeQuery()) {
                return answer.next() && answer.getBoolean(1);
            }
        }
    }

    /**
     * In a schema of its own: the tables of the service are made later, by whoever leads. A row and no sequence: a sequence
     * skips numbers when the server crashes, and that would look like somebody else's term.
     */
    private static long nextTerm(Connection on) throws SQLException {
        try (Statement statement = on.createStatement()) {
            statement.execute("create schema if not exists triptych_leadership");
            statement.execute("create table if not exists triptych_leadership.lead"
                    + " (single boolean constraint lead_pk primary key constraint lead_single check (single),"
                    + " term bigint not null)");
            try (ResultSet next =
                    statement.executeQuery("insert into triptych_leadership.lead as present values (true, 1)"
                            + " on conflict (single) do update set term = present.term + 1 returning term")) {
                next.next();
                return next.getLong(1);
            }
        }
    }

    private void keep() {
        while (!isClosed()) {
            try {
                Thread.sleep(PULSE);
                if (!isAlive()) {
                    setLeads(false);
                    regain();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private boolean isAlive() {
        Connection present = session;
        if (present == null) {
            return false;
        }
        try (Statement statement = present.createStatement()) {
            return statement.execute("select 1");
        } catch (SQLException e) {
            if (!isClosed()) {
                LOG.warn(
                        "the session that holds the lead is lost; nothing is begun until it is back: {}",
                        e.getMessage());
            }
            return false;
        }
    }

    private void regain() throws InterruptedException {
        while (!isClosed()) {
            try {
                if (regains(connect())) {
                    return;
                }
                Thread.sleep(PULSE);
            } catch (SQLException e) {
                LOG.debug("the database does not answer yet", e);
                Thread.sleep(PULSE);
            }
        }
    }

    /** Whether that is decided, one way or the other. The server may take a while to let go of a session that is lost. */
    private boolean regains(Connection fresh) throws SQLException {
        boolean held = holds(fresh);
        if (held ? nextTerm(fresh) == term + 1 : presentTerm(fresh) == term) {
            term += held ? 1 : 0;
            setLeads(held);
            LOG.info(held ? "leading again; nobody else did meanwhile" : "the lead is not free yet");
            if (!held) {
                fresh.close();
            }
            return held;
        }
        LOG.error("another control plane has taken over; this one ends");
        onDeposed.run();
        return true;
    }

    private static long presentTerm(Connection on) throws SQLException {
        try (Statement statement = on.createStatement();
                ResultSet last = statement.executeQuery("select term from triptych_leadership.lead")) {
            last.next();
            return last.getLong(1);
        }
    }

    private void setLeads(boolean now) {
        lock.lock();
        try {
            leads = now;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Whether this process may work now. */
    public boolean leads() {
        lock.lock();
        try {
            return leads;
        } finally {
            lock.unlock();
        }
    }

    /** Returns when this process leads, or has ended. */
    public void awaitLead() {
        lock.lock();
        try {
            while (!leads && !closed) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gives the lead to whoever waits for it. */
    @Override
    public void close() throws SQLException {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Connection present = session;
        if (present != null) {
            present.close();
        }
    }
}
