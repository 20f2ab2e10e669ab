package dev.triptych.controlplane.workload;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import dev.triptych.spi.WorkloadId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Those who wait for a workload, told by the ledger whenever it has written something. */
@Component
class Waiters {
    private static final int MOST = 2048;

    private final Semaphore places = new Semaphore(MOST);
    private final Map<WorkloadId, List<Waiter>> waiting = new ConcurrentHashMap<>();

    /** Tells those who waited for this. Cheap while nobody waits. */
    void publish(WorkloadView view) {
        List<Waiter> waiters = waiting.get(view.workload().id());
        if (waiters != null) {
            waiters.forEach(waiter -> waiter.see(view));
        }
    }

    /** Null when the time was over first. */
    @Nullable
    WorkloadView await(WorkloadId id, Waiting.Condition condition, Duration timeout, CurrentView current) {
        if (!places.tryAcquire()) {
            throw new LimitReached(ErrorCode.TOO_MANY_REQUESTS, "Too many calls wait already. Ask without wait.");
        }
        Waiter waiter = new Waiter(condition);
        waiting.compute(id, (key, list) -> {
            List<Waiter> waiters = list == null ? new CopyOnWriteArrayList<>() : list;
            waiters.add(waiter);
            return waiters;
        });
        try {
            // Looked at after the registration: what is written from now on is seen one way or the other.
            waiter.see(current.get());
            return waiter.done.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            waiting.computeIfPresent(id, (key, list) -> {
                list.remove(waiter);
                return list.isEmpty() ? null : list;
            });
            places.release();
        }
    }

    private static boolean settles(Waiting.Condition condition, WorkloadView view) {
        WorkloadRecord workload = view.workload();
        return switch (condition) {
            case EXIT -> workload.atRest() || workload.deletedAt() != null;
            case READY -> workload.stage() == Stage.READY || workload.atRest() || workload.deletedAt() != null;
            case GONE -> workload.deletedAt() != null;
        };
    }

    /** Reads the workload as it is now. */
    @FunctionalInterface
    interface CurrentView {
        WorkloadView get();
    }

    private static final class Waiter {
        final CompletableFuture<WorkloadView> done = new CompletableFuture<>();
        private final Waiting.Condition condition;

        Waiter(Waiting.Condition condition) {
            this.condition = condition;
        }

        void see(WorkloadView view) {
            if (settles(condition, view)) {
                done.complete(view);
            }
        }
    }
}
