package dev.triptych.driver.vm;

import dev.triptych.spi.DriverException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.libvirt.event.ConnectionCloseListener;
import org.libvirt.event.DomainEvent;
import org.libvirt.event.LifecycleListener;

/** The connection to libvirt: opened when needed, opened again when it was news. */
final class LibvirtSession implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LibvirtSession.class.getName());
    private static final int KEEPALIVE_SECONDS = 5;
    private static final int KEEPALIVE_COUNT = 3;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final String uri;
    private final Events events;
    private final Doorbell news = new Doorbell();
    private final LifecycleListener lifecycle = this::domainChanged;
    private final ConnectionCloseListener closing = (connection, reason) -> news.ring();
    private @Nullable Connect connection;
    private volatile int opened;
    private volatile boolean closed;

    LibvirtSession(String uri, Events events) {
        this.uri = uri;
        this.events = events;
    }

    /** What libvirt says by itself. Calls come on the library's thread and must return at once. */
    interface Events {
        void connected();

        void disconnected();

        void changed(UUID domain);
    }

    /** Something asked of libvirt. */
    @FunctionalInterface
    interface Call<T extends @Nullable Object> {
        T on(Connect connection) throws LibvirtException;
    }

    /** Begins to hold the connection, in the background. */
    void open() {
        Thread.ofPlatform().daemon().name("libvirt-session").start(this::hold);
    }

    /**
     * Asks libvirt something.
     *
     * @param what completes "libvirt refused to …"
     */
    <T extends @Nullable Object> T call(String what, Call<T> call) {
        Connect current = connect();
        try {
            return call.on(current);
        } catch (LibvirtException failure) {
            if (LibvirtErrorMapper.isAway(failure)) {
                news.ring();
                throw LibvirtErrorMapper.unavailable(String.valueOf(failure.getMessage()), failure);
            }
            throw LibvirtErrorMapper.map(what, failure);
        }
    }

    private synchronized Connect connect() {
        if (closed) {
            throw LibvirtErrorMapper.unavailable("the driver is closed", new IllegalStateException("closed"));
        }
        try {
            if (connection != null && connection.isAlive()) {
                return connection;
            }
            discard();
            LibvirtEventLoop.ensureRunning();
            Connect fresh = new Connect(uri);
            connection = fresh;
            fresh.setKeepAlive(KEEPALIVE_SECONDS, KEEPALIVE_COUNT);
            fresh.addLifecycleListener(lifecycle);
            fresh.registerCloseListener(closing);
            opened = opened + 1;
            news.ring();
            return fresh;
        } catch (LibvirtException failure) {
            discard();
            throw LibvirtErrorMapper.unavailable(String.valueOf(failure.getMessage()), failure);
        } catch (LinkageError missing) {
            throw LibvirtErrorMapper.unavailable("libvirt's library is not installed", missing);
        }
    }

    private synchronized boolean alive() {
        try {
            return connection != null && connection.isAlive();
        } catch (LibvirtException failure) {
            return false; // what cannot be asked is not alive; the next call opens a new one
        }
    }

    private void hold() {
        boolean up = false;
        int told = 0;
        while (!closed) {
            long seen = news.rings();
            boolean now = alive() || tryConnect();
            if (closed) {
                return;
            }
            if (up && !now) {
                events.disconnected();
            }
            if (now && opened != told) {
                told = opened; // a new connection means that events may have been missed
                events.connected();
            }
            up = now;
            try {
                news.await(seen, now ? Duration.ofSeconds(KEEPALIVE_SECONDS) : RETRY);
            } catch (InterruptedException end) {
                return;
            }
        }
    }

    private boolean tryConnect() {
        try {
            connect();
            return true;
        } catch (DriverException away) {
            LOG.log(System.Logger.Level.DEBUG, "libvirt cannot be reached: " + away.internalDetail());
            return false;
        }
    }

    private int domainChanged(Domain domain, DomainEvent event) {
        try {
            events.changed(UUID.fromString(domain.getUUIDString()));
            domain.free();
        } catch (LibvirtException failure) {
            LOG.log(System.Logger.Level.WARNING, "an event of libvirt cannot be read: " + event, failure);
        }
        return 0;
    }

    private synchronized void discard() {
        Connect old = connection;
        connection = null;
        if (old == null) {
            return;
        }
        try {
            old.removeLifecycleListener(lifecycle);
            old.unregisterCloseListener();
        } catch (LibvirtException dead) {
            LOG.log(System.Logger.Level.DEBUG, "a lost connection could not be tidied up", dead);
        }
        try {
            old.close();
        } catch (LibvirtException dead) {
            LOG.log(System.Logger.Level.DEBUG, "a lost connection could not be closed", dead);
        }
    }

    @Override
    public void close() {
        closed = true;
        discard();
        news.ring();
    }
}
