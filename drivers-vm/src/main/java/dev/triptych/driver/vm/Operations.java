package dev.triptych.driver.vm;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.WorkloadKey;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Does the driver's work on platform threads, so that callers on virtual threads never hold up their carriers in native
 * code, and can give up at a deadline or when interrupted. What was begun then goes on; the next operation for the same
 * key waits for it.
 */
final class Operations implements AutoCloseable {
    private final ExecutorService workers = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("vm-", 0).factory());
    private final Map<WorkloadKey, Turn> turns = new ConcurrentHashMap<>();

    <T> T run(Duration deadline, Supplier<T> work) {
        if (Thread.currentThread().isInterrupted()) {
            throw new DriverException(DriverErrorCode.INTERRUPTED, "the caller was interrupted; nothing was begun");
        }
        Future<T> result = submit(work);
        try {
            return result.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DriverException(
                    DriverErrorCode.INTERRUPTED, "the call was interrupted; what was asked may still happen");
        } catch (TimeoutException late) {
            throw new DriverException(
                    DriverErrorCode.BACKEND_TIMEOUT,
                    "no answer within " + deadline.toSeconds() + " s; what was asked may still happen",
                    "",
                    late);
        } catch (ExecutionException failed) {
            throw failure(failed);
        }
    }

    /** The same, one at a time for each key. */
    <T> T runAlone(WorkloadKey key, Duration deadline, Supplier<T> work) {
        return run(deadline, () -> {
            Turn turn = turns.compute(key, (k, old) -> old == null ? new Turn(1, new ReentrantLock()) : old.with(1));
            turn.lock().lock();
            try {
                return work.get();
            } finally {
                turn.lock().unlock();
                turns.computeIfPresent(key, (k, now) -> now.users() == 1 ? null : now.with(-1));
            }
        });
    }

    /** A key's lock, kept as long as somebody has it or waits for it. */
    private record Turn(int users, ReentrantLock lock) {
        Turn with(int more) {
            return new Turn(users + more, lock);
        }
    }

    private <T> Future<T> submit(Supplier<T> work) {
        try {
            return workers.submit(work::get);
        } catch (RejectedExecutionException closed) {
            throw new DriverException(DriverErrorCode.BACKEND_UNAVAILABLE, "the driver is closed", "", closed);
        }
    }

    private static DriverException failure(ExecutionException failed) {
        return failed.getCause() instanceof DriverException known
                ? known
                : new DriverException(
                        DriverErrorCode.DEFECT,
                        "the VM driver failed; the service's log says why",
                        String.valueOf(failed.getCause()),
                        failed);
    }

    @Override
    public void close() {
        workers.shutdown();
    }
}
