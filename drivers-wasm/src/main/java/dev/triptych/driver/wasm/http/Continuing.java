package dev.triptych.driver.wasm.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Lets a connection look for its next request on the thread that has given the answer. The server would hand that to another
 * thread, and to wake one takes longer than to look. Requests are begun without blocking, so any thread will do.
 */
final class Continuing implements Executor {
    /** What this thread goes on with when its answer is given; null while it gives none. */
    private static final ThreadLocal<@Nullable Deque<Runnable>> NEXT = new ThreadLocal<>();

    private final Executor others;

    Continuing(Executor others) {
        this.others = others;
    }

    /** Gives an answer, and then goes on with its connection. */
    void after(Runnable answer) {
        Deque<Runnable> next = new ArrayDeque<>(1);
        NEXT.set(next);
        try {
            answer.run();
        } finally {
            NEXT.remove();
            next.forEach(Runnable::run);
        }
    }

    @Override
    public void execute(Runnable task) {
        Deque<Runnable> next = NEXT.get();
        if (next != null && task instanceof Connection) {
            next.add(task);
        } else {
            others.execute(task);
        }
    }
}
