package dev.triptych.tck.fake;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.triptych.spi.DisplayAccess;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InteractiveSession;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.WorkloadKey;
import java.util.ArrayDeque;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Displays on a {@link FakeBackend}: each says that it speaks RFB, and then the same as its client. */
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
            return new Session(object.output);
        });
    }

    private static final class Session implements InteractiveSession {
        private final FakeOutput life;
        private final Queue<byte[]> pieces = new ArrayDeque<>();
        private boolean closed;

        /** @param life is closed when the run ends */
        Session(FakeOutput life) {
            this.life = life;
            pieces.add("RFB 003.008\n".getBytes(US_ASCII));
        }

        @Override
        public synchronized void write(byte[] bytes) {
            if (closed || life.isClosed()) {
                throw new DriverException(DriverErrorCode.BACKEND_UNAVAILABLE, "the simulated machine has ended");
            }
            pieces.add(bytes.clone());
            notifyAll();
        }

        @Override
        public void endInput() {}

        @Override
        public synchronized @Nullable Output read() {
            try {
                while (pieces.isEmpty() && !closed && !life.isClosed()) {
                    wait(GLANCE_MILLIS);
                }
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
                throw new DriverException(DriverErrorCode.INTERRUPTED, "the reader was interrupted");
            }
            byte[] next = closed ? null : pieces.poll();
            return next == null ? null : new Output(LogStream.CONSOLE, next);
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
        }
    }
}
