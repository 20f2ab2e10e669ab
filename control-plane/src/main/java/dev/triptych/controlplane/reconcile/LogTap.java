package dev.triptych.controlplane.reconcile;

import dev.triptych.controlplane.logs.LogWriter;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.LogChunk;
import dev.triptych.spi.LogSink;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.LogStreaming;
import dev.triptych.spi.Registration;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a run's output from its driver into the log store. Losing the subscription is no failure of the run: it is
 * taken up again where it broke off, and what cannot be had becomes a gap in the log.
 */
final class LogTap implements LogSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogTap.class);

    private final Session session;
    private final LogWriter writer;
    private final @Nullable LogStreaming streaming;
    private final Outputs outputs;
    private final Runnable onNews;
    private @Nullable Registration registration;
    private boolean lost;
    private volatile long chunks;
    private boolean closed;

    LogTap(Session session, LogWriter writer, Outputs outputs, Runnable onNews) {
        this.session = session;
        this.writer = writer;
        this.streaming = session.driver.capability(LogStreaming.class).orElse(null);
        this.outputs = outputs;
        this.onNews = onNews;
    }

    /** Subscribes, going on after what is in the log already. A driver without output ends it at once. */
    void open() {
        if (streaming == null) {
            session.logsEnded();
            return;
        }
        try {
            Registration opened = streaming.follow(session.key, session.incarnation(), writer.driverCursor(), this);
            keep(opened);
        } catch (DriverException e) {
            LOG.warn("the output of {} cannot be followed now: {}", session.key, e.safeMessage());
            setLost();
        }
    }

    private synchronized void keep(Registration opened) {
        registration = opened;
        if (closed) {
            opened.close();
        }
    }

    private synchronized void setLost() {
        lost = true;
    }

    private synchronized boolean takeLost() {
        boolean was = lost && !closed;
        lost = false;
        return was;
    }

    /** Subscribes again, after what was kept, when the subscription was lost. */
    void mend() {
        if (takeLost()) {
            closeRegistration();
            open();
        }
    }

    private void closeRegistration() {
        Registration open;
        synchronized (this) {
            open = registration;
            registration = null;
        }
        if (open != null) {
            open.close();
        }
    }

    /** How many pieces have come so far. */
    long chunks() {
        return chunks;
    }

    /** Pieces come one after the other. */
    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate")
    public void chunk(LogChunk chunk) {
        chunks++;
        if (!keep(chunk)) {
            return;
        }
        if (chunk.stream() != LogStream.CONSOLE && !session.wrote()) {
            session.wroteOutput(chunk.receivedAt());
            onNews.run();
        }
    }

    /** A disk that is full ends the log for a while, not the program. */
    private boolean keep(LogChunk chunk) {
        if (isLost()) {
            return false;
        }
        boolean kept = write(() -> writer.append(chunk));
        if (!kept) {
            setLost();
        }
        return kept;
    }

    private boolean write(Runnable writing) {
        try {
            writing.run();
            outputs.kept(session.key);
            return true;
        } catch (UncheckedIOException e) {
            outputs.notKept(session.key);
            LOG.warn("the output of {} cannot be kept", session.key, e);
            return false;
        }
    }

    private synchronized boolean isLost() {
        return lost;
    }

    @Override
    public void gap(@Nullable Long lostBytes, String reason) {
        boolean _ = write(() -> writer.gap(lostBytes, reason));
    }

    @Override
    public void ended(@Nullable DriverException cause) {
        if (cause == null) {
            session.logsEnded();
            onNews.run();
        } else {
            LOG.warn("the output of {} broke off: {}", session.key, cause.safeMessage());
            setLost();
        }
    }

    /** The end of the output did not come in time; the log says so. */
    void giveUp() {
        boolean _ = write(() -> writer.gap(null, "the end of the output could not be read"));
        session.logsEnded();
    }

    /** Nothing more is written; the log ends here when the run has. */
    void end() {
        boolean _ = write(writer::end);
        close();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        closeRegistration();
        writer.close();
        outputs.kept(session.key);
    }
}
