package dev.triptych.controlplane.access;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Writes who asked for what, and what came of it. Records that arrive together are committed together: each caller waits
 * for its own to be durable, and a busy service still makes few commits.
 */
@Component
class AuditTrail implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);
    private static final int MAX_BATCH = 256;

    private final JdbcTemplate database;
    private final BlockingQueue<Pending> queue = new ArrayBlockingQueue<>(4 * MAX_BATCH);
    private volatile boolean running;
    private Thread writer = Thread.ofVirtual().unstarted(() -> {});

    AuditTrail(JdbcTemplate database) {
        this.database = database;
    }

    /**
     * One record.
     *
     * @param route the pattern of the route; {@code -} where none matched
     * @param detail what was asked for beyond the address; null for nothing
     */
    record Entry(
            Instant at,
            String caller,
            String address,
            String method,
            String route,
            String path,
            int status,
            String correlationId,
            @Nullable String detail) {}

    private record Pending(Entry entry, CompletableFuture<Void> written) {}

    /** Returns when the entry is durable, or when it could not be written, which the log then says. */
    void record(Entry entry) throws InterruptedException {
        Pending pending = new Pending(entry, new CompletableFuture<>());
        queue.put(pending);
        pending.written().join();
    }

    @Override
    public void start() {
        running = true;
        writer = Thread.ofVirtual().name("audit").start(this::writeUntilStopped);
    }

    /** After the last request was answered. */
    @Override
    public void stop() {
        running = false;
        writer.interrupt();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Starts before, and stops after, the web server. */
    @Override
    public int getPhase() {
        return 0;
    }

    private void writeUntilStopped() {
        List<Pending> batch = new ArrayList<>(MAX_BATCH);
        while (running) {
            try {
                batch.add(queue.take());
                queue.drainTo(batch, MAX_BATCH - 1);
                write(batch);
            } catch (InterruptedException stopped) {
                queue.drainTo(batch);
                write(batch);
                return;
            } finally {
                batch.forEach(pending -> pending.written().complete(null));
                batch.clear();
            }
        }
    }

    private void write(List<Pending> batch) {
        try {
            database.batchUpdate(
                    "insert into audit (at, caller, address, method, route, path, status, correlation_id, detail)"
                            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    batch.stream().map(pending -> columns(pending.entry())).toList());
        } catch (RuntimeException e) {
            batch.forEach(pending -> LOG.error("not in the audit table: {}", pending.entry(), e));
        }
    }

    private static @Nullable Object[] columns(Entry entry) {
        return new @Nullable Object[] {
            java.sql.Timestamp.from(entry.at()),
            entry.caller(),
            entry.address(),
            entry.method(),
            entry.route(),
            entry.path(),
            entry.status(),
            entry.correlationId(),
            entry.detail()
        };
    }
}
