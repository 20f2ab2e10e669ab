package dev.triptych.controlplane.dispatch;

import dev.triptych.spi.InteractiveSession;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Ends commands that take longer than they may. */
@Component
class CommandTimeouts implements AutoCloseable {
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("command-timeouts").factory());

    /** From now on; to be closed when the command has ended. */
    Bound begin(InteractiveSession session, Duration timeout) {
        return new Bound(session, timeout);
    }

    @Override
    public void close() {
        timers.shutdownNow();
    }

    /** Closes the session when the time is over. */
    final class Bound implements AutoCloseable {
        private final ScheduledFuture<?> timer;
        private volatile boolean over;

        private Bound(InteractiveSession session, Duration timeout) {
            timer = timers.schedule(
                    () -> {
                        over = true;
                        Thread.ofVirtual().name("command-timeout").start(session::close);
                    },
                    timeout.toNanos(),
                    TimeUnit.NANOSECONDS);
        }

        /** Whether the command was ended because of its time. */
        boolean isOver() {
            return over;
        }

        @Override
        public void close() {
            timer.cancel(false);
        }
    }
}
