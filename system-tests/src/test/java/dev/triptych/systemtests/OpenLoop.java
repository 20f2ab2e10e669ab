package dev.triptych.systemtests;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends numbered requests at a rate that does not depend on the answers, GET and POST in turn. When it comes to late it sends
 * what is due at once; latency counts from when a request was due.
 */
public final class OpenLoop implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int MOST_SHOWN = 20;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger right = new AtomicInteger();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Queue<Answered> answered = new ConcurrentLinkedQueue<>();
    private final String base;
    private final long pause;
    private final Thread clock;
    private volatile boolean stopped;
    private volatile int sent;

    /** When a request was due, by {@link System#nanoTime}, and how long after that its answer was complete. */
    public record Answered(long due, long nanos) {}

    private OpenLoop(int port, int perSecond) {
        base = "http://127.0.0.1:" + port;
        pause = TimeUnit.SECONDS.toNanos(1) / perSecond;
        clock = Thread.ofPlatform().daemon().name("open-loop").start(this::send);
    }

    public static OpenLoop start(int port, int perSecond) {
        return new OpenLoop(port, perSecond);
    }

    private void send() {
        long due = System.nanoTime();
        int number = 0;
        while (!stopped) {
            int one = ++number;
            long at = due;
            sent = number;
            clients.execute(() -> ask(one, at));
            due += pause;
            for (long left = due - System.nanoTime(); left > 0 && !stopped; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }

    private void ask(int number, long due) {
        boolean post = number % 2 == 0;
        String body = "number " + number;
        String expected = post ? body : "{\"greeting\":\"Hello\",\"to\":\"Web\"}\n";
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(base + (post ? "/echo" : "/json") + "?n=" + number))
                .timeout(PATIENCE);
        if (post) {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() == 200 && answer.body().equals(expected)) {
                answered.add(new Answered(due, System.nanoTime() - due));
                right.incrementAndGet();
            } else {
                wrong.add(number + ": " + answer.statusCode() + " " + answer.body());
            }
        } catch (IOException e) {
            wrong.add(number + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when so many more requests have been answered rightly, or one wrongly. */
    public void awaitMore(int count) {
        int target = right.get() + count;
        Await.level("requests go on", PATIENCE, () -> right.get() >= target || !wrong.isEmpty());
    }

    /** Sends no more, and waits for the answers. */
    public void stop() {
        stopped = true;
        try {
            clock.join();
            clients.shutdown();
            if (!clients.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                wrong.add("not all were answered");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public int sent() {
        return sent;
    }

    public int right() {
        return right.get();
    }

    /** What went wrong, the first few. */
    public List<String> wrong() {
        return wrong.stream().limit(MOST_SHOWN).toList();
    }

    public List<Answered> answered() {
        return List.copyOf(answered);
    }

    @Override
    public void close() {
        stop();
        http.close();
    }
}
