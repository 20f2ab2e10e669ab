package dev.triptych.controlplane.journal;

import dev.triptych.controlplane.platform.Doubts;
import dev.triptych.controlplane.platform.RoundTrip;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/**
 * Commits round trips that come at the same time together: one transaction, one wait for the disk. Who finds a place to
 * write at takes along all who wait, so that nobody waits for company, and a busy service makes few commits.
 *
 * <p>What is together in a transaction must not touch the same rows. It does not: a workload has one writer at a time. Where
 * the database refuses one of them, each is carried out alone, so that a refusal concerns its own caller only.
 */
@Component
class GroupCommit {
    /** Two, so that one group gathers while another waits for the disk. */
    private static final int PLACES = 2;

    private static final int MOST = 64;

    private final Doubts doubts;
    private final Semaphore places = new Semaphore(PLACES);
    private final ConcurrentLinkedQueue<Pending> waiting = new ConcurrentLinkedQueue<>();

    GroupCommit(Doubts doubts) {
        this.doubts = doubts;
    }

    /**
     * Durable on return.
     *
     * @throws DataAccessException when it is not, or nobody knows
     */
    void run(RoundTrip trip) {
        Pending own = new Pending(trip, new CompletableFuture<>());
        waiting.add(own);
        places.acquireUninterruptibly();
        try {
            if (!own.written.isDone()) {
                write(take());
            }
        } finally {
            places.release();
        }
        try {
            own.written.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw e;
        }
    }

    private List<Pending> take() {
        List<Pending> group = new ArrayList<>();
        for (Pending next = waiting.poll(); next != null; next = group.size() < MOST ? waiting.poll() : null) {
            group.add(next);
        }
        return group;
    }

    private void write(List<Pending> group) {
        if (group.size() < 2) {
            group.forEach(this::alone);
            return;
        }
        try {
            doubts.runTogether(group.stream().map(Pending::trip).toList());
            group.forEach(each -> each.written.complete(null));
        } catch (DataIntegrityViolationException refused) { // of all, and nothing is written
            group.forEach(this::alone);
        } catch (RuntimeException | Error e) { // what became of it is for each to find out
            group.forEach(each -> fail(each, e));
        }
    }

    /** While the database is away, who waits behind is told as soon as who tried: nobody waits twice. */
    private void fail(Pending pending, Throwable cause) {
        pending.written.completeExceptionally(cause);
        if (cause instanceof DataAccessResourceFailureException) {
            take().forEach(behind -> behind.written.completeExceptionally(cause));
        }
    }

    private void alone(Pending pending) {
        try {
            doubts.run(pending.trip);
            pending.written.complete(null);
        } catch (RuntimeException | Error e) {
            fail(pending, e);
        }
    }

    private record Pending(RoundTrip trip, CompletableFuture<Void> written) {}
}
