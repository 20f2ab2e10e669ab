package dev.triptych.driver.vm;

import dev.triptych.driver.vm.RunFacts.Start;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.LogChunk;
import dev.triptych.spi.LogSink;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Registration;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Follows what one run of a machine writes, from its files; the machine does not notice. */
final class LogSubscription implements Runnable, Registration {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration SETTLE = Duration.ofMillis(100);
    private static final int PIECE = 1 << 15;

    private final Machine machine;
    private final Wanted wanted;
    private final LogSink sink;
    private final Doorbell bell;
    private final Clock clock;
    private final byte[] piece = new byte[PIECE];
    private LogCursor cursor;
    private volatile boolean closed;

    LogSubscription(Machine machine, Wanted wanted, LogCursor cursor, LogSink sink, Doorbell bell, Clock clock) {
        this.machine = machine;
        this.wanted = wanted;
        this.cursor = cursor;
        this.sink = sink;
        this.bell = bell;
        this.clock = clock;
    }

    /**
     * Which run.
     *
     * @param incarnation the run itself; null for the next one
     * @param over the run that is there already and is not the next one; null when there is none
     * @param consoleOnly whether what the program writes is left out
     */
    record Wanted(@Nullable String incarnation, @Nullable String over, boolean consoleOnly) {
        boolean accepts(Start start) {
            return incarnation == null
                    ? !start.incarnation().equals(over)
                    : start.incarnation().equals(incarnation);
        }
    }

    @Override
    public void close() {
        closed = true;
        bell.ring();
    }

    @Override
    public void run() {
        DriverException cause = null;
        try {
            Start start = awaitStart();
            if (start != null) {
                follow(start);
            }
        } catch (IOException failure) {
            cause = VmStorage.failure("the output cannot be read", failure);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
            cause = new DriverException(DriverErrorCode.INTERRUPTED, "following the output was interrupted");
        }
        if (!closed) {
            sink.ended(cause);
        }
    }

    private @Nullable Start awaitStart() throws IOException, InterruptedException {
        while (!closed && Files.isDirectory(machine.files().folder())) {
            long seen = bell.rings();
            Start start = machine.store().read().start();
            if (start != null && wanted.accepts(start)) {
                return start;
            }
            if (wanted.incarnation() != null) {
                sink.gap(null, "that run's output is gone: the machine was started again");
                return null;
            }
            bell.await(seen, LOOK_EVERY);
        }
        return null;
    }

    private void follow(Start start) throws IOException, InterruptedException {
        try (RotatedLog console = new RotatedLog(machine.files().console(), cursor.console());
                FrameReader frames = openFrames()) {
            boolean settled = false;
            while (!closed) {
                long seen = bell.rings();
                boolean over = isOver(start);
                boolean progress = frames != null && pass(frames);
                progress |= pass(console);
                if (progress) {
                    continue;
                }
                if (over && settled) {
                    return;
                }
                settled = over;
                bell.await(seen, over ? SETTLE : LOOK_EVERY);
            }
        }
    }

    private @Nullable FrameReader openFrames() throws IOException {
        return !wanted.consoleOnly() && GuestSecret.exists(machine.files())
                ? new FrameReader(
                        new RotatedLog(machine.files().frames(), cursor.frames()),
                        GuestSecret.read(machine.files()),
                        cursor.frames() == null)
                : null;
    }

    private boolean isOver(Start start) throws IOException {
        RunFacts now = machine.store().read();
        if (now.start() == null || !now.start().incarnation().equals(start.incarnation())) {
            return true;
        }
        QemuProcess process = now.start().process();
        return now.end() != null && (process == null || !process.alive());
    }

    private boolean pass(FrameReader frames) throws IOException {
        boolean progress = false;
        for (Frame frame = frames.next(); frame != null && !closed; frame = frames.next()) {
            progress = true;
            if (frames.takeGap()) {
                sink.gap(null, "the log was full before this was read");
            }
            cursor = new LogCursor(frame.next(), cursor.console());
            switch (frame.type()) {
                case OUT -> deliver(LogStream.STDOUT, frame.content());
                case ERR -> deliver(LogStream.STDERR, frame.content());
                case MARK, STARTED, EXIT, FAILED -> {}
            }
        }
        return progress;
    }

    private boolean pass(RotatedLog console) throws IOException {
        boolean progress = false;
        for (int count = console.read(piece, 0, PIECE); count > 0 && !closed; count = console.read(piece, 0, PIECE)) {
            progress = true;
            if (console.takeLoss()) {
                sink.gap(null, "the console's log was full before this was read");
            }
            cursor = new LogCursor(cursor.frames(), console.position());
            deliver(LogStream.CONSOLE, Arrays.copyOf(piece, count));
        }
        return progress;
    }

    private void deliver(LogStream stream, byte[] bytes) {
        if (bytes.length > 0) {
            sink.chunk(new LogChunk(stream, bytes, Moment.now(clock), cursor.toString()));
        }
    }
}
