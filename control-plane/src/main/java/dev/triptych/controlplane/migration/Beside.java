package dev.triptych.controlplane.migration;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.springframework.stereotype.Component;

/** Does what blocks beside the looks at a migration, one thing for each; so that it can be given up at any time. */
@Component
class Beside {
    private final Map<UUID, FutureTask<?>> running = new ConcurrentHashMap<>();

    /**
     * Begins, or looks whether what was begun has ended.
     *
     * @return what came of it; empty while it goes on
     * @throws ExecutionException when it failed; the next call begins anew
     */
    @SuppressWarnings("unchecked") // one migration does one sort of thing at a time
    <T> Optional<T> poll(UUID migration, Callable<T> what) throws ExecutionException, InterruptedException {
        FutureTask<T> task = (FutureTask<T>) running.computeIfAbsent(migration, _ -> begun(what));
        if (!task.isDone()) {
            return Optional.empty();
        }
        running.remove(migration);
        return Optional.of(task.get());
    }

    private static <T> FutureTask<T> begun(Callable<T> what) {
        FutureTask<T> task = new FutureTask<>(what);
        Thread _ = Thread.ofVirtual().name("migration-check").start(task);
        return task;
    }

    /** Gives up what goes on. */
    void cancel(UUID migration) {
        FutureTask<?> task = running.remove(migration);
        if (task != null) {
            task.cancel(true);
        }
    }
}
