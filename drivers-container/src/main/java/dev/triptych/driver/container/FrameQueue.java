package dev.triptych.driver.container;

import dev.triptych.spi.LogStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a container's output, and a queue between it and a sink, bounded in bytes.
 *
 * <p>When the sink is slower than the guest for a while, a queue that may give up closes its connection and ends after
 * what it holds: the Engine makes a guest wait for a slow connection, and its log does not. The reader then goes on with the
 * log. A queue that may not give up makes the connection wait, which is right for a log that is being read to its end.
 *
 * <p>Frames are read here and not by docker-java: that cuts them into pieces of 1 KiB, of which only the first has the
 * time stamp.
 */
final class FrameQueue implements AutoCloseable {
    private static final long MOST_BYTES = 1 << 20;
    /** How long a guest may be made to wait for a sink, in all. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final int HEADER_BYTES = 8;
    private static final int SIZE_OFFSET = 4;
    private static final int STDERR = 2;
    /** The Engine's frames have some ten KiB; more is not a frame. */
    private static final int MOST_FRAME_BYTES = 16 << 20;

    private static final System.Logger LOG = System.getLogger(FrameQueue.class.getName());

    private final Path socket;
    private final String request;
    private final Reading reading;
    private final boolean mayGiveUp;
    private final Queue<LogFrame> frames = new ArrayDeque<>();
    private @Nullable RawExchange exchange;
    private @Nullable Exception failure;
    private long patienceNanos = PATIENCE.toNanos();
    private long heldBytes;
    private boolean decided;
    private boolean over;
    private boolean gaveUp;

    /** Makes a piece of output of a frame. */
    @FunctionalInterface
    interface Reading {
        LogFrame read(LogStream stream, byte[] payload);
    }

    private FrameQueue(Path socket, String request, Reading reading, boolean mayGiveUp) {
        this.socket = socket;
        this.request = request;
        this.reading = reading;
        this.mayGiveUp = mayGiveUp;
    }

    static FrameQueue open(Path socket, String request, Reading reading, boolean mayGiveUp) {
        FrameQueue queue = new FrameQueue(socket, request, reading, mayGiveUp);
        Thread.ofVirtual().name("docker-output").start(queue::receive);
        return queue;
    }

    private void receive() {
        try (RawExchange opened = RawExchange.open(socket, request)) {
            if (begin(opened)) {
                readFrames(opened.body());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            fail(e);
        } finally {
            finish();
        }
    }

    private synchronized boolean begin(RawExchange opened) {
        exchange = opened;
        decided = true;
        notifyAll();
        return !over;
    }

    private void readFrames(InputStream body) throws IOException, InterruptedException {
        DataInputStream in = new DataInputStream(body);
        byte[] header = new byte[HEADER_BYTES];
        while (in.readNBytes(header, 0, HEADER_BYTES) == HEADER_BYTES) {
            int size = ByteBuffer.wrap(header).getInt(SIZE_OFFSET);
            if (size < 0 || size > MOST_FRAME_BYTES) {
                throw new IOException("not a frame of output");
            }
            byte[] payload = in.readNBytes(size);
            if (payload.length < size) {
                throw new EOFException("the connection broke within a frame");
            }
            LogStream stream = header[0] == STDERR ? LogStream.STDERR : LogStream.STDOUT;
            if (!put(reading.read(stream, payload))) {
                return;
            }
        }
    }

    private synchronized boolean put(LogFrame frame) throws InterruptedException {
        while (heldBytes > MOST_BYTES && !over) {
            if (mayGiveUp) {
                waitWithinPatience();
            } else {
                wait();
            }
        }
        if (over) {
            return false;
        }
        frames.add(frame);
        heldBytes += frame.bytes().length;
        notifyAll();
        return true;
    }

    /** All the waiting of one connection counts together, so a sink that is always slow cannot slow the guest for long. */
    private synchronized void waitWithinPatience() throws InterruptedException {
        if (patienceNanos < TimeUnit.MILLISECONDS.toNanos(1)) {
            gaveUp = true;
            over = true;
            return;
        }
        long before = System.nanoTime();
        TimeUnit.NANOSECONDS.timedWait(this, patienceNanos);
        patienceNanos -= System.nanoTime() - before;
    }

    private synchronized void fail(Exception e) {
        if (!over && failure == null) {
            failure = e;
        }
    }

    private synchronized void finish() {
        decided = true;
        over = true;
        notifyAll();
    }

    /** Waits until the Engine answered; false when it refused or broke. */
    synchronized boolean awaitOpen() throws InterruptedException {
        while (!decided) {
            wait();
        }
        return exchange != null && failure == null;
    }

    /** The next piece; null when there are no more. */
    synchronized @Nullable LogFrame take() throws InterruptedException {
        while (frames.isEmpty() && !over) {
            wait();
        }
        LogFrame next = frames.poll();
        if (next != null) {
            heldBytes -= next.bytes().length;
            notifyAll();
        }
        return next;
    }

    /** Whether it ended as the Engine ended it, and not by a failure, by {@link #close} or for a slow sink. */
    synchronized boolean endedWell() {
        return exchange != null && failure == null && !gaveUp;
    }

    @Override
    public void close() {
        RawExchange open;
        synchronized (this) {
            over = true;
            open = exchange;
            notifyAll();
        }
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing a container's output", e);
        }
    }
}
