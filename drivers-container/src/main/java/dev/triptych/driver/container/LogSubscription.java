package dev.triptych.driver.container;

import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.triptych.driver.container.LogCursor.Counted;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.LogChunk;
import dev.triptych.spi.LogSink;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Registration;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Delivers one incarnation's output to one sink: live while that lasts, then from the container's log, which has the
 * last word. A live connection can break at any byte without a sign, so only a log that was read after the end proves
 * that nothing is missing.
 */
final class LogSubscription implements Registration {
    private static final Logger LOG = System.getLogger(LogSubscription.class.getName());
    private static final Duration PAUSE = Duration.ofMillis(200);
    /** How long the Engine may be away before the subscription ends with that cause. */
    private static final Duration OUTAGE_PATIENCE = Duration.ofMinutes(2);

    private final Origin origin;
    private final LogSink sink;
    private final CountDownLatch closed = new CountDownLatch(1);
    private LogCursor cursor;
    private volatile @Nullable String incarnation;
    private volatile @Nullable FrameQueue queue;
    private volatile @Nullable Thread thread;

    /**
     * What is followed.
     *
     * @param notes reads the notes of the container's object anew
     * @param previous the incarnation before the awaited one; null when there was none, or when none is awaited
     */
    record Origin(
            Engine engine,
            EngineTime time,
            String containerId,
            Supplier<RunNotes.Notes> notes,
            @Nullable String previous) {}

    LogSubscription(
            Origin origin, @Nullable String incarnation, LogCursor cursor, @Nullable FrameQueue live, LogSink sink) {
        this.origin = origin;
        this.incarnation = incarnation;
        this.cursor = cursor;
        this.queue = live;
        this.sink = sink;
    }

    String containerId() {
        return origin.containerId();
    }

    /** Starts delivering. */
    void open(Runnable whenOver) {
        thread = Thread.ofVirtual()
                .name("docker-log-" + origin.containerId().substring(0, 12))
                .start(() -> {
                    run();
                    whenOver.run();
                });
    }

    /** Tells which incarnation the awaited start became. */
    void began(String started) {
        if (incarnation == null && !started.equals(origin.previous())) {
            incarnation = started;
            FrameQueue live = queue;
            if (live != null && StateMapper.neverRan(started)) {
                live.close();
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
        FrameQueue open = queue;
        if (open != null) {
            open.close();
        }
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    private void run() {
        try {
            FrameQueue live = queue;
            if (live != null) {
                deliverLive(live);
            }
            readLog(awaitIncarnation(), live != null);
            end(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DriverException e) {
            end(e);
        } catch (RuntimeException e) {
            end(new DriverException(
                    DriverErrorCode.DEFECT, "The container's output could not be read.", e.toString(), e));
        }
    }

    private void end(@Nullable DriverException cause) {
        if (closed.getCount() == 0 || Thread.currentThread().isInterrupted()) {
            return;
        }
        try {
            sink.ended(cause);
        } catch (RuntimeException e) {
            LOG.log(Logger.Level.WARNING, "a log sink failed at its end", e);
        }
    }

    private void deliverLive(FrameQueue live) throws InterruptedException {
        LogCursor.Counter counter = new LogCursor.Counter();
        for (LogFrame frame = live.take(); frame != null; frame = live.take()) {
            Moment receivedAt = frame.receivedAt();
            byte[] bytes = frame.bytes();
            for (int at = 0; at < bytes.length; at += LogPass.MOST_CHUNK_BYTES) {
                byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + LogPass.MOST_CHUNK_BYTES));
                cursor = counter.advance(frame.stream(), piece, receivedAt.at());
                sink.chunk(new LogChunk(frame.stream(), piece, receivedAt, cursor.toString()));
            }
        }
        live.close();
    }

    /** The incarnation to read; waits for the awaited one to begin. */
    private String awaitIncarnation() throws InterruptedException {
        while (true) {
            String known = incarnation;
            if (known != null) {
                return known;
            }
            String current = StateMapper.incarnation(inspect(), origin.notes().get());
            if (current != null && !current.equals(origin.previous())) {
                return current;
            }
            pause();
        }
    }

    private void readLog(String wanted, boolean cameLive) throws InterruptedException {
        if (StateMapper.neverRan(wanted)) {
            return;
        }
        Set<LogStream> cut = EnumSet.noneOf(LogStream.class);
        boolean fromStart = !cameLive && cursor.equals(LogCursor.START);
        boolean over = false;
        while (!over) {
            InspectContainerResponse container = inspect();
            RunNotes.Notes notes = origin.notes().get();
            LogPass.Window window = LogWindow.of(wanted, container, notes);
            boolean goesOn = wanted.equals(StateMapper.incarnation(container, notes))
                    && Boolean.TRUE.equals(container.getState().getRunning());
            if (fromStart && !reportCutBeginning(window, LogBeginning.leastWhenCut(container))) {
                pause();
                continue;
            }
            if (!goesOn && !fromStart && endsAtCursor(window)) {
                return;
            }
            fromStart = false;
            LogPass pass = new LogPass(cursor, cut, window, sink);
            boolean whole = read(pass.sinceNanos(), goesOn, pass::accept) && (goesOn || pass.complete());
            cursor = pass.cursor();
            cut.addAll(pass.cut());
            over = whole && !goesOn;
            if (!whole && pass.cut().isEmpty()) {
                pause();
            }
        }
    }

    /** Answers whether the log could be looked at. */
    private boolean reportCutBeginning(LogPass.Window window, long leastWhenCut) throws InterruptedException {
        LogBeginning beginning = new LogBeginning(window, leastWhenCut);
        boolean looked = read(0, false, frame -> {
            beginning.accept(frame);
            return true;
        });
        if (looked && beginning.mayBeCut()) {
            sink.gap(null, LogPass.DROPPED);
        }
        return looked;
    }

    private boolean endsAtCursor(LogPass.Window window) throws InterruptedException {
        boolean live = cursor.stdout() instanceof Counted && cursor.stderr() instanceof Counted;
        LogEnd end = new LogEnd(window);
        return live
                && read(window.fromNanos(), false, frame -> {
                    end.accept(frame);
                    return true;
                })
                && end.isAt(cursor);
    }

    /** Reads the log; answers whether it came to its present end without a break. */
    private boolean read(long sinceNanos, boolean follow, Predicate<LogFrame> reader) throws InterruptedException {
        FrameQueue log = FrameQueue.open(
                origin.engine().socket(),
                StreamRequests.log(origin.containerId(), sinceNanos, follow),
                (stream, payload) -> LogFrame.stamped(
                        stream, payload, Moment.now(origin.time().clock())),
                follow);
        queue = log;
        try (log) {
            if (closed.getCount() == 0) {
                return false;
            }
            for (LogFrame frame = log.take(); frame != null; frame = log.take()) {
                if (!reader.test(frame)) {
                    return false;
                }
            }
            return log.endedWell();
        }
    }

    /** Asks about the container, for a while also when the Engine is away. */
    private InspectContainerResponse inspect() throws InterruptedException {
        Instant givingUp = origin.time().now().plus(OUTAGE_PATIENCE);
        while (true) {
            try {
                Optional<InspectContainerResponse> found = origin.engine()
                        .find(
                                "describe the container",
                                docker -> docker.inspectContainerCmd(origin.containerId())
                                        .exec());
                return found.orElseThrow(() -> new DriverException(
                        DriverErrorCode.WORKLOAD_ABSENT,
                        "The container was removed before all of its output was read."));
            } catch (DriverException e) {
                boolean mayComeBack =
                        e.code() == DriverErrorCode.BACKEND_UNAVAILABLE || e.code() == DriverErrorCode.BACKEND_TIMEOUT;
                if (!mayComeBack || origin.time().now().isAfter(givingUp)) {
                    throw e;
                }
                pause();
            }
        }
    }

    private void pause() throws InterruptedException {
        if (closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new InterruptedException("the subscription was closed");
        }
    }
}
