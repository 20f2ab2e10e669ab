package dev.triptych.controlplane.dispatch;

import dev.triptych.spi.InteractiveSession;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A session that takes a place until it is closed. */
class PlacedSession implements InteractiveSession {
    private final InteractiveSession session;
    private final Runnable free;
    private final AtomicBoolean closed = new AtomicBoolean();

    PlacedSession(InteractiveSession session, Runnable free) {
        this.session = session;
        this.free = free;
    }

    @Override
    public void write(byte[] bytes) {
        session.write(bytes);
    }

    @Override
    public void endInput() {
        session.endInput();
    }

    @Override
    public @Nullable Output read() {
        return session.read();
    }

    @Override
    public void resize(TerminalSize size) {
        session.resize(size);
    }

    @Override
    public OptionalInt exitCode() {
        return session.exitCode();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                session.close();
            } finally {
                left();
                free.run();
            }
        }
    }

    /** Called once, when the session is closed and its place is about to be freed. */
    void left() {}
}
