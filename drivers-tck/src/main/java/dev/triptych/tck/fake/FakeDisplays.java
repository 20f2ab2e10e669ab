package dev.triptych.tck.fake;

import dev.triptych.spi.DisplayAccess;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InteractiveSession;
import dev.triptych.spi.KindOptions.Graphics;
import dev.triptych.spi.KindOptions.VmOptions;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.WorkloadKey;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.Pipe;
import java.util.ArrayDeque;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Displays on a {@link FakeBackend}: each is a {@link FakeScreen}. */
final class FakeDisplays implements DisplayAccess {
    private static final long GLANCE_MILLIS = 20;

    private final FakeBackend backend;
    private final Function<WorkloadKey, FakeObject> require;

    FakeDisplays(FakeBackend backend, Function<WorkloadKey, FakeObject> require) {
        this.backend = backend;
        this.require = require;
    }

    @Override
    public InteractiveSession openDisplay(WorkloadKey key) {
        return backend.call(FakeOperation.OPEN_DISPLAY, () -> {
            FakeObject object = require.apply(key);
            if (!object.running()) {
                throw new DriverException(DriverErrorCode.WORKLOAD_NOT_RUNNING, "nothing runs of the simulated " + key);
            }
            if (!(object.spec.options() instanceof VmOptions options) || options.graphics() != Graphics.DISPLAY) {
                throw new DriverException(DriverErrorCode.NOT_SUPPORTED, "the simulated machine has no display");
            }
            try {
                Session session = new Session(object.output, Pipe.open());
                Thread.ofVirtual().name("fake-screen").start(session::serve);
                return session;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static final class Session implements InteractiveSession {
        private final FakeOutput life;
        private final Pipe toScreen;
        private final Queue<byte[]> pieces = new ArrayDeque<>();
        private boolean closed;
        private boolean over;

        /** @param life is closed when the run ends */
        Session(FakeOutput life, Pipe toScreen) {
            this.life = life;
            this.toScreen = toScreen;
        }

        void serve() {
            try (Pipe.SourceChannel input = toScreen.source()) {
                new FakeScreen(new DataInputStream(Channels.newInputStream(input)), this::show).serve();
            } catch (IOException clientIsGone) {
                close();
            }
            synchronized (this) {
                over = true;
                notifyAll();
            }
        }

        private synchronized void show(byte[] piece) {
            pieces.add(piece);
            notifyAll();
        }

        @Override
        public void write(byte[] bytes) {
            if (ended()) {
                throw gone();
            }
            try {
                for (ByteBuffer rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
                    int _ = toScreen.sink().write(rest);
                }
            } catch (ClosedByInterruptException end) {
                throw interrupted();
            } catch (IOException noMore) {
                throw gone();
            }
        }

        private static DriverException gone() {
            return new DriverException(DriverErrorCode.BACKEND_UNAVAILABLE, "the simulated machine takes no more");
        }

        private DriverException interrupted() {
            close();
            Thread.currentThread().interrupt();
            return new DriverException(DriverErrorCode.INTERRUPTED, "the display was interrupted");
        }

        private synchronized boolean ended() {
            return closed || over || life.isClosed();
        }

        @Override
        public void endInput() {}

        @Override
        public synchronized @Nullable Output read() {
            try {
                while (pieces.isEmpty() && !ended()) {
                    wait(GLANCE_MILLIS);
                }
            } catch (InterruptedException end) {
                throw interrupted();
            }
            byte[] next = closed ? null : pieces.poll();
            if (next == null) {
                close();
                return null;
            }
            return new Output(LogStream.CONSOLE, next);
        }

        @Override
        public void resize(TerminalSize size) {}

        @Override
        public OptionalInt exitCode() {
            return OptionalInt.empty();
        }

        @Override
        public synchronized void close() {
            closed = true;
            notifyAll();
            try {
                toScreen.sink().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
