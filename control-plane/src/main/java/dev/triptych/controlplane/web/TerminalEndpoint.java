package dev.triptych.controlplane.web;

import dev.triptych.api.model.ErrorCode;
import dev.triptych.api.model.TerminalMessage;
import dev.triptych.api.model.TerminalMessageType;
import dev.triptych.controlplane.dispatch.DriverFailures;
import dev.triptych.controlplane.dispatch.SharedSession;
import dev.triptych.controlplane.dispatch.TerminalProperties;
import dev.triptych.controlplane.platform.Json;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InteractiveSession;
import dev.triptych.spi.InteractiveSession.Output;
import dev.triptych.spi.InteractiveSession.TerminalSize;
import dev.triptych.spi.LogStream;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * One WebSocket and the session behind it. The container's thread takes what the client sends, and takes no more while the
 * other side does not; a thread of its own sends what the other side writes, and reads no more while the client does not.
 */
final class TerminalEndpoint extends Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(TerminalEndpoint.class);
    private static final String SEND_TIMEOUT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";

    private final InteractiveSession session;
    private final boolean raw;
    private final Surroundings surroundings;
    private final CountDownLatch over = new CountDownLatch(1);
    private final ReentrantLock sending = new ReentrantLock();
    private volatile @Nullable Session socket;

    TerminalEndpoint(InteractiveSession session, boolean raw, Surroundings surroundings) {
        this.session = session;
        this.raw = raw;
        this.surroundings = surroundings;
    }

    /**
     * What a terminal depends on.
     *
     * @param mayGoOn whether its caller's credentials still hold
     * @param glance how often that is looked at
     */
    record Surroundings(
            OpenStreams streams,
            HandOver handOver,
            BooleanSupplier mayGoOn,
            TerminalProperties properties,
            Duration glance) {}

    /** What a client says of its terminal. */
    private record Control(
            @Nullable String type,
            @Nullable Integer columns,
            @Nullable Integer rows) {

        /** Null unless it is one. */
        @Nullable
        TerminalSize size() {
            return "resize".equals(type)
                            && columns != null
                            && rows != null
                            && CommandReader.isSize(columns)
                            && CommandReader.isSize(rows)
                    ? new TerminalSize(columns, rows)
                    : null;
        }
    }

    @Override
    public void onOpen(Session opened, EndpointConfig config) {
        TerminalProperties bounds = surroundings.properties();
        int most = Math.toIntExact(bounds.maxMessage().bytes());
        opened.setMaxBinaryMessageBufferSize(most);
        opened.setMaxTextMessageBufferSize(most);
        opened.setMaxIdleTimeout(bounds.idle().toMillis());
        opened.getUserProperties().put(SEND_TIMEOUT, bounds.slowReader().toMillis());
        opened.addMessageHandler(ByteBuffer.class, (MessageHandler.Whole<ByteBuffer>) this::input);
        opened.addMessageHandler(String.class, (MessageHandler.Whole<String>) this::control);
        socket = opened;
        if (session instanceof SharedSession shared) {
            shared.whenAccessChanges(
                    () -> Thread.ofVirtual().name("terminal-access").start(() -> tellAccess(shared)));
        }
        Thread.ofVirtual()
                .name("terminal")
                .start(() -> surroundings.streams().run(surroundings.handOver(), this::send));
    }

    private void input(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        try {
            session.write(bytes);
        } catch (DriverException ended) {
            LOG.debug("a command takes no more input", ended);
        }
    }

    /** The state when it is sent, so that the last message is right in whatever order these run. */
    private void tellAccess(SharedSession shared) {
        sending.lock();
        try {
            SharedSession.Access access = shared.access();
            send(new TerminalMessage(TerminalMessageType.ACCESS)
                    .mayWrite(access.mayWrite())
                    .writer(access.writer()));
        } catch (IOException | IllegalStateException clientWentAway) {
            LOG.debug("nobody is left to be told who writes", clientWentAway);
        } finally {
            sending.unlock();
        }
    }

    private void control(String message) {
        Control control;
        try {
            control = Json.read(message, Control.class);
        } catch (JacksonException notOurs) {
            close(CloseCodes.CANNOT_ACCEPT, "A text message is resize, eof or take-over, as JSON.");
            return;
        }
        TerminalSize size = control.size();
        if ("eof".equals(control.type())) {
            session.endInput();
        } else if (size != null) {
            resize(size);
        } else if ("take-over".equals(control.type()) && session instanceof SharedSession shared) {
            shared.takeOver();
        } else {
            close(
                    CloseCodes.CANNOT_ACCEPT,
                    "A text message is resize with columns and rows, or eof, or of a console take-over.");
        }
    }

    private void resize(TerminalSize size) {
        try {
            session.resize(size);
        } catch (DriverException e) {
            LOG.debug("a terminal was not resized", e);
        }
    }

    /** Runs until the other side, the client or the service ends. */
    private void send() {
        try (session) {
            for (Output piece = session.read(); piece != null; piece = session.read()) {
                send(ByteBuffer.wrap(raw ? piece.bytes() : withStream(piece)));
            }
            OptionalInt code = session.exitCode();
            send(new TerminalMessage(TerminalMessageType.EXIT).exitCode(code.isPresent() ? code.getAsInt() : null));
            close(CloseCodes.NORMAL_CLOSURE, "It has ended.");
        } catch (DriverException failure) {
            tell(failure);
        } catch (IOException | IllegalStateException clientWentAway) {
            LOG.debug("the client of a terminal went away", clientWentAway);
            close(CloseCodes.GOING_AWAY, "The client went away or was too slow.");
        } finally {
            over.countDown();
        }
    }

    private void tell(DriverException failure) {
        if (failure.code() == DriverErrorCode.INTERRUPTED) {
            boolean interrupted = Thread.interrupted(); // with it nothing can be sent
            close(CloseCodes.SERVICE_RESTART, "The service is stopping.");
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return;
        }
        var refusal = DriverFailures.toApi(failure);
        try {
            send(new TerminalMessage(TerminalMessageType.ERROR)
                    .code(ErrorCode.valueOf(refusal.code().name()))
                    .detail(refusal.safeMessage()));
        } catch (IOException | IllegalStateException clientWentAway) {
            LOG.debug("nobody is left to be told", clientWentAway);
        }
        close(CloseCodes.UNEXPECTED_CONDITION, "It cannot be followed any more.");
    }

    /** One byte that says which stream it is, then what was written to it. */
    private static byte[] withStream(Output piece) {
        byte[] bytes = new byte[piece.bytes().length + 1];
        bytes[0] = (byte) (piece.stream() == LogStream.STDERR ? 2 : 1);
        System.arraycopy(piece.bytes(), 0, bytes, 1, piece.bytes().length);
        return bytes;
    }

    private void send(ByteBuffer bytes) throws IOException {
        Session open = socket;
        if (open != null) {
            sending.lock();
            try {
                open.getBasicRemote().sendBinary(bytes);
            } finally {
                sending.unlock();
            }
        }
    }

    private void send(TerminalMessage message) throws IOException {
        Session open = socket;
        if (open != null) {
            sending.lock();
            try {
                open.getBasicRemote().sendText(Json.write(message));
            } finally {
                sending.unlock();
            }
        }
    }

    private void close(CloseReason.CloseCode code, String reason) {
        Session open = socket;
        if (open == null || !open.isOpen()) {
            return;
        }
        try {
            open.close(new CloseReason(code, reason));
        } catch (IOException | IllegalStateException e) {
            LOG.debug("closing a terminal", e);
        }
    }

    @Override
    public void onClose(Session closed, CloseReason reason) {
        end();
    }

    @Override
    public void onError(Session failed, Throwable cause) {
        LOG.debug("a terminal failed", cause);
    }

    /** Ends what is behind the socket. */
    void end() {
        over.countDown();
        session.close();
    }

    /** Looks now and then whether the terminal may go on, and once whether it began at all. */
    void watch() {
        Thread.ofVirtual().name("terminal-watch").start(this::watchUntilOver);
    }

    private void watchUntilOver() {
        try {
            while (!over.await(surroundings.glance().toNanos(), TimeUnit.NANOSECONDS)) {
                if (socket == null) {
                    end();
                } else if (!surroundings.mayGoOn().getAsBoolean()) {
                    close(CloseCodes.VIOLATED_POLICY, "Its credentials are not valid any more.");
                    end();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException cannotBeAsked) {
            LOG.warn("a terminal is closed: whether it may go on cannot be told", cannotBeAsked);
            close(CloseCodes.TRY_AGAIN_LATER, "Whether it may go on cannot be told now.");
            end();
        }
    }
}
