package dev.triptych.tck.fake;

import dev.triptych.spi.ConsoleAccess;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InteractiveSession;
import dev.triptych.spi.LogChunk;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.WorkloadKey;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Consoles on a {@link FakeBackend}: what a machine does with what is typed is told by {@link FakeBackend#onType}. */
final class FakeConsoles implements ConsoleAccess {
    private final FakeBackend backend;
    private final Function<WorkloadKey, FakeObject> require;

    FakeConsoles(FakeBackend backend, Function<WorkloadKey, FakeObject> require) {
        this.backend = backend;
        this.require = require;
    }

    @Override
    public InteractiveSession openConsole(WorkloadKey key, int recent) {
        return backend.call(FakeOperation.OPEN_CONSOLE, () -> {
            FakeObject object = require.apply(key);
            if (!object.running()) {
                throw new DriverException(DriverErrorCode.WORKLOAD_NOT_RUNNING, "nothing runs of the simulated " + key);
            }
            return new Session(key, object.output, recent);
        });
    }

    private final class Session implements InteractiveSession {
        private final WorkloadKey key;
        private final FakeOutput output;
        private int next;
        private long left;
        private volatile boolean closed;

        Session(WorkloadKey key, FakeOutput output, int recent) {
            this.key = key;
            this.output = output;
            long before = output.before().stream().mapToLong(Session::size).sum();
            this.left = Math.max(0, before - recent);
        }

        private static long size(LogChunk chunk) {
            return chunk.stream() == LogStream.CONSOLE ? chunk.bytes().length : 0;
        }

        @Override
        public void write(byte[] bytes) {
            if (closed || output.isClosed()) {
                throw new DriverException(DriverErrorCode.BACKEND_UNAVAILABLE, "the simulated machine has ended");
            }
            backend.typed(key, bytes);
        }

        @Override
        public void endInput() {}

        @Override
        public @Nullable Output read() {
            try {
                for (LogChunk chunk = next(); chunk != null; chunk = next()) {
                    next++;
                    long size = size(chunk);
                    long skipped = Math.min(left, size);
                    left -= skipped;
                    if (size > skipped) {
                        return new Output(
                                LogStream.CONSOLE, Arrays.copyOfRange(chunk.bytes(), (int) skipped, (int) size));
                    }
                }
                return null;
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
                throw new DriverException(DriverErrorCode.INTERRUPTED, "the reader was interrupted");
            }
        }

        private @Nullable LogChunk next() throws InterruptedException {
            return output.await(next, () -> closed);
        }

        @Override
        public void resize(TerminalSize size) {}

        @Override
        public OptionalInt exitCode() {
            return OptionalInt.empty();
        }

        @Override
        public void close() {
            closed = true;
            output.wake();
        }
    }
}
