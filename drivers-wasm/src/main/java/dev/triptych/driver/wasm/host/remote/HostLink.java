package dev.triptych.driver.wasm.host.remote;

import dev.triptych.driver.wasm.host.wire.Failure;
import dev.triptych.driver.wasm.host.wire.HostCall;
import dev.triptych.driver.wasm.host.wire.HostFolder;
import dev.triptych.driver.wasm.host.wire.HostSettings;
import dev.triptych.driver.wasm.host.wire.PassedDirectories;
import dev.triptych.process.Deadlines;
import dev.triptych.process.Frame;
import dev.triptych.process.Hello;
import dev.triptych.process.ProcessIdentity;
import dev.triptych.process.Welcome;
import dev.triptych.process.WireConnection;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.LogSink;
import dev.triptych.spi.Observation;
import dev.triptych.spi.Registration;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way to one running host. A call has a connection to itself, so that none waits for another; connections are used
 * again.
 */
final class HostLink implements AutoCloseable {
    private static final int MOST_IDLE = 16;
    private static final Duration GREETING = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(1);

    private final HostFolder folder;
    private final HostSettings settings;
    private final ProcessIdentity process;
    private final Deadlines deadlines;
    private final ConcurrentLinkedDeque<WireConnection> idle = new ConcurrentLinkedDeque<>();
    private final AtomicInteger busy = new AtomicInteger();
    private volatile @Nullable WireConnection changes;
    private volatile boolean closed;

    HostLink(HostFolder folder, HostSettings settings, ProcessIdentity process, Deadlines deadlines) {
        this.folder = folder;
        this.settings = settings;
        this.process = process;
        this.deadlines = deadlines;
    }

    HostFolder folder() {
        return folder;
    }

    HostSettings settings() {
        return settings;
    }

    ProcessIdentity process() {
        return process;
    }

    boolean alive() {
        return process.alive();
    }

    /**
     * Asks for something and waits for the answer.
     *
     * @throws DriverException what the host answered; {@link DriverErrorCode#BACKEND_TIMEOUT},
     *     {@link DriverErrorCode#INTERRUPTED}, {@link DriverErrorCode#BACKEND_UNAVAILABLE}
     */
    <T> T call(HostCall call, Class<T> answer, Duration most) {
        busy.incrementAndGet();
        try {
            return call(call, answer, most, idle.pollFirst());
        } finally {
            busy.decrementAndGet();
        }
    }

    /** Whether somebody waits for an answer. */
    boolean busy() {
        return busy.get() > 0;
    }

    private <T> T call(HostCall call, Class<T> answer, Duration most, @Nullable WireConnection used) {
        WireConnection connection = used == null ? connect() : used;
        deadlines.begin(connection, most);
        try {
            connection.send(Frame.Kind.CALL, call);
            Frame frame = connection.receive(Frame.Kind.DONE);
            T value = frame.kind() == Frame.Kind.DONE ? frame.as(answer) : null;
            Failure failure = value == null ? frame.as(Failure.class) : null;
            deadlines.end(connection);
            release(connection);
            if (value == null) {
                throw failure == null ? broken(new IOException("an answer that is none")) : failure.exception();
            }
            return value;
        } catch (IOException e) {
            boolean inTime = deadlines.end(connection);
            discard(connection);
            throw inTime ? broken(e) : tooLate(e);
        }
    }

    private static DriverException tooLate(IOException e) {
        return new DriverException(
                DriverErrorCode.BACKEND_TIMEOUT, "The Wasm host did not answer in time.", e.toString(), e);
    }

    private static DriverException broken(IOException e) {
        return Thread.currentThread().isInterrupted()
                ? new DriverException(
                        DriverErrorCode.INTERRUPTED,
                        "The wait was interrupted; what was asked may have happened.",
                        "",
                        e)
                : new DriverException(
                        DriverErrorCode.BACKEND_UNAVAILABLE, "The Wasm host cannot be reached.", e.toString(), e);
    }

    private WireConnection connect() {
        try {
            SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(folder.socket()));
            WireConnection connection = new WireConnection(channel);
            deadlines.begin(connection, GREETING);
            try {
                greet(connection);
                return connection;
            } catch (IOException e) {
                discard(connection);
                throw e;
            } finally {
                deadlines.end(connection);
            }
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private void greet(WireConnection connection) throws IOException {
        connection.send(Frame.Kind.HELLO, new Hello(Hello.VERSION, settings.nonce()));
        Frame frame = connection.receive(Frame.Kind.WELCOME);
        if (frame.kind() == Frame.Kind.FAILED) {
            throw new IOException(frame.as(Failure.class).message());
        }
        ProcessIdentity other = frame.as(Welcome.class).process();
        if (!other.equals(process)) {
            throw new IOException("the host at " + folder.path() + " is " + other + ", not " + process);
        }
        connection.trust();
    }

    private void release(WireConnection connection) {
        if (closed || idle.size() >= MOST_IDLE) {
            discard(connection);
        } else {
            idle.addFirst(connection);
        }
    }

    private static void discard(WireConnection connection) {
        try {
            connection.close();
        } catch (IOException e) {
            System.getLogger(HostLink.class.getName())
                    .log(System.Logger.Level.WARNING, "A connection could not be closed", e);
        }
    }

    /** Follows a log; the sink hears of it on a virtual thread. Returns when the host has agreed. */
    Registration follow(HostCall.Follow call, LogSink sink) {
        WireConnection used = idle.pollFirst();
        WireConnection connection = used == null ? connect() : used;
        deadlines.begin(connection, GREETING);
        try {
            connection.send(Frame.Kind.CALL, call);
            Frame first = connection.receive();
            deadlines.end(connection);
            if (first != null && first.kind() == Frame.Kind.FAILED) {
                release(connection);
                throw first.as(Failure.class).exception();
            }
            return new FollowedLog(connection, first, sink, this::release);
        } catch (IOException e) {
            boolean inTime = deadlines.end(connection);
            discard(connection);
            throw inTime ? broken(e) : tooLate(e);
        }
    }

    /** Hands on every change until the connection ends or this is closed. Returns when the host has agreed. */
    void listen(Consumer<Observation> listener, Consumer<HostLink> onEnd) {
        WireConnection connection = connect();
        try {
            connection.send(Frame.Kind.CALL, new HostCall.Listen());
            Frame first = connection.receive();
            changes = connection;
            Thread.ofVirtual().name("wasm-changes").start(() -> hear(connection, first, listener, onEnd));
            if (closed) {
                discard(connection);
            }
        } catch (IOException e) {
            discard(connection);
            throw broken(e);
        }
    }

    private void hear(
            WireConnection connection,
            @Nullable Frame first,
            Consumer<Observation> listener,
            Consumer<HostLink> onEnd) {
        try {
            for (Frame frame = first; frame != null; frame = connection.receive()) {
                if (frame.kind() == Frame.Kind.OBSERVED) {
                    listener.accept(frame.as(Observation.class));
                }
            }
        } catch (IOException e) {
            System.getLogger(HostLink.class.getName())
                    .log(System.Logger.Level.DEBUG, "The changes of a host broke off", e);
        } finally {
            discard(connection);
            if (!closed) {
                onEnd.accept(this);
            }
        }
    }

    /** Gives the host the right to a directory; the answer is where it finds it. */
    Path pass(Path directory) {
        try {
            return PassedDirectories.pass(folder.descriptors(), settings.nonce(), directory);
        } catch (IOException e) {
            throw new DriverException(
                    DriverErrorCode.BACKEND_UNAVAILABLE,
                    "A directory to be mounted could not be handed to the Wasm host.",
                    directory + ": " + e,
                    e);
        }
    }

    /** Ends the process, whatever it does; returns when it has ended, or after a while. */
    void kill() {
        kill(process);
    }

    /** The same of a process that nobody is connected to. */
    static void kill(ProcessIdentity process) {
        long deadline = System.nanoTime() + GREETING.toNanos();
        while (process.alive() && System.nanoTime() - deadline < 0) {
            ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Lets go of the host, which goes on. */
    @Override
    public void close() {
        closed = true;
        WireConnection told = changes;
        if (told != null) {
            discard(told); // or the host would wait for whoever listens
        }
        for (WireConnection connection = idle.pollFirst(); connection != null; connection = idle.pollFirst()) {
            discard(connection);
        }
    }
}
