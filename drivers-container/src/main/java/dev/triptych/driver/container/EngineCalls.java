package dev.triptych.driver.container;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gives each request to the Engine a deadline, and lets an interrupt end it.
 *
 * <p>docker-java has a time-out per read only, and none that works on Unix sockets. So each request runs on a virtual
 * thread of its own: interrupting that closes its connection.
 */
final class EngineCalls implements AutoCloseable {
    private static final int MOST_STALE = 64;

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("docker-call-", 0).factory());
    private final Duration deadline;

    EngineCalls(Duration deadline) {
        this.deadline = deadline;
    }

    /**
     * Runs one request within the usual deadline.
     *
     * @param what the request in words for the error, such as {@code "start the container"}
     */
    <T> T call(String what, Callable<T> request) {
        return call(what, deadline, request);
    }

    <T> T call(String what, Duration limit, Callable<T> request) {
        Future<T> answer = submit(request);
        try {
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            throw EngineErrorMapper.toDriverException(what, failed.getCause());
        } catch (TimeoutException tooLate) {
            answer.cancel(true);
            throw new DriverException(
                    DriverErrorCode.BACKEND_TIMEOUT,
                    "The Docker Engine did not " + what + " within " + limit.toMillis()
                            + " ms; it may still happen. Look whether dockerd hangs.");
        } catch (InterruptedException interrupted) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new DriverException(
                    DriverErrorCode.INTERRUPTED, "Interrupted while asking the Docker Engine to " + what + ".");
        }
    }

    private <T> Future<T> submit(Callable<T> request) {
        try {
            return threads.submit(() -> againWhileStale(request));
        } catch (RejectedExecutionException closed) {
            throw new DriverException(
                    DriverErrorCode.BACKEND_UNAVAILABLE, "The container driver is closed.", "", closed);
        }
    }

    /**
     * Asks again while the pooled connection turns out to be one that the Engine closed, as after its restart: it never
     * saw the request. As many are stale as calls overlapped before. Every request here is idempotent.
     */
    private static <T> T againWhileStale(Callable<T> request) throws Exception {
        for (int stale = MOST_STALE; ; stale--) {
            try {
                return request.call();
            } catch (RuntimeException e) {
                if (stale == 0 || !EngineErrorMapper.isStaleConnection(e)) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
