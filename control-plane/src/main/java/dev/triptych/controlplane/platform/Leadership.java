package dev.triptych.controlplane.platform;

import java.io.UncheckedIOException;
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
    private static final String PATIENCE_SECONDS = "3";
    /** By then a process that lost its session has seen it and begins nothing more. */
    private static final Duration NOTICED = PULSE.multipliedBy(2).plusMillis(PATIENCE_MILLIS);

    /** The SQLSTATE of a change that comes from a process which another one has replaced. */
    public static final String DEPOSED = "TR001";

    private static final String REQUIRE_TERM = "create or replace function triptych_leadership.require_term(expected"
            + " bigint) returns void language plpgsql as $$ begin if not exists (select from triptych_leadership.lead"
            + " where term = expected) then raise exception 'another control plane leads' using errcode = '" + DEPOSED
            + "'; end if; end $$";

    private static final Executor AT_ONCE = Runnable::run;

    private final String url;
    private final Properties login;
    private final HomeClaim home;
    private final Runnable onDeposed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Connection session;
    private volatile @Nullable Statement pulse;
    private boolean leads;
    private boolean away;
    private boolean closed;
    private volatile long term;

    /**
     * Prepares to lead.
     *
     * @param home where what the database speaks of has to be
     * @param onDeposed called at most once, when another process leads in our place
     */
    public Leadership(String url, String user, String password, HomeClaim home, Runnable onDeposed) {
        this.url = url;
        this.home = home;
        this.login = new Properties();
        this.onDeposed = onDeposed;
        login.setProperty("user", user);
        login.setProperty("password", password);
        login.setProperty("connectTimeout", PATIENCE_SECONDS);
        login.setProperty("socketTimeout", PATIENCE_SECONDS);
        // The server lets go of the session of a host that is gone, and of the lock with it, in half a minute.
        login.setProperty(
                "options", "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=4");
        login.setProperty("ApplicationName", "triptych-leadership");
    }

    /**
     * Waits until this process leads; it goes on leading, or trying to, until it is closed.
     *
     * @param onStandby called once when another process leads, before waiting for its end
     * @throws IllegalStateException when the database cannot be asked at all
     * @throws OtherHome when the database belongs to another home
     */
    public void acquire(Runnable onStandby) throws InterruptedException {
        try {
            Connection first = connect();
            home.check(first); // at once: a standby that could never take over is none
            if (holds(first)) {
                term = begin(first);
            } else {
                LOG.info("another control plane works on this database; waiting as its standby");
                onStandby.run();
                term = inherit(first);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The database cannot be asked who leads: " + e.getMessage(), e);
        } catch (OtherHome | UncheckedIOException e) {
            releaseSession();
            throw e;
        }
        setLeads(true);
        Thread.ofPlatform().daemon().name("leadership").start(this::keep);
    }

    private long begin(Connection on) throws SQLException {
        home.make(on);
        return nextTerm(on);
    }

    private void releaseSession() {
        Connection present = session;
        if (present != null) {
            close(present);
        }
    }

    /** A database that goes away meanwhile is waited for: it comes back, and then somebody has to lead. */
    private long inherit(Connection first) throws InterruptedException {
        Connection present = first;
        while (true) {
            try {
                while (!holds(present)) {
                    Thread.sleep(PULSE);
                }
                LOG.info("the other control plane has lost its session; taking over when it must have noticed");
                Thread.sleep(NOTICED);
                return begin(present);
            } catch (SQLException e) {
                LOG.warn("the database does not answer; still waiting: {}", e.getMessage());
                close(present);
                present = connectAtLast();
            }
        }
    }

    private Connection connectAtLast() throws InterruptedException {
        while (true) {
            Thread.sleep(PULSE);
            try {
                return connect();
            } catch (SQLException e) {
                LOG.debug("the database does not answer yet", e);
            }
        }
    }

    private static void close(Connection broken) {
        try {
            broken.close();
        } catch (SQLException e) {
            LOG.debug("a connection that is broken cannot be closed", e);
        }
    }

    private Connection connect() throws SQLException {
        Connection fresh = DriverManager.getConnection(url, login);
        fresh.setNetworkTimeout(AT_ONCE, PATIENCE_MILLIS);
        session = fresh;
        return fresh;
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
            statement.execute(REQUIRE_TERM);
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
                if (!staysAlive()) {
                    setLeads(false);
                    regain();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Returns after a while when all is well, and at once when the server ends the session. */
    private boolean staysAlive() {
        Connection present = session;
        if (present == null) {
            return false;
        }
        try (Statement statement = present.createStatement()) {
            pulse = statement;
            return statement.execute("select pg_sleep(" + PULSE.toSeconds() + ")");
        } catch (SQLException e) {
            if (!isClosed()) {
                LOG.warn(
                        "the session that holds the lead is lost; nothing is begun until it is back: {}",
                        e.getMessage());
                close(present);
            }
            return false;
        }
    }

    private void regain() throws InterruptedException {
        while (!isClosed()) {
            try {
                Connection fresh = connect();
                setAway(false);
                if (regains(fresh)) {
                    return;
                }
            } catch (SQLException e) {
                setAway(true);
                LOG.debug("the database does not answer yet", e);
            }
            Thread.sleep(PULSE);
        }
    }

    /** Whether that is decided, one way or the other. The server may take a while to let go of a session that is lost. */
    private boolean regains(Connection fresh) throws SQLException {
        boolean held = holds(fresh);
        if (held ? nextTerm(fresh) == term + 1 : presentTerm(fresh) == term) {
            term = held ? term + 1 : term;
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

    private void setAway(boolean now) {
        lock.lock();
        try {
            away = now;
        } finally {
            lock.unlock();
        }
    }

    /** Whether this process does not lead because the database cannot be asked; nobody else can work on it either. */
    boolean isAway() {
        lock.lock();
        try {
            return away;
        } finally {
            lock.unlock();
        }
    }

    /** Which lead this is, of all that there were on this database. */
    long term() {
        return term;
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
        try (Connection _ = session) {
            Statement beating = pulse;
            if (beating != null) {
                beating.cancel(); // a server that is asleep for us would hold the lock until it wakes
            }
        }
    }
}
