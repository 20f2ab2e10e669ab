package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.platform.TriptychException.Unavailable;
import dev.triptych.spi.CommandExecution.Command;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InteractiveSession;
import dev.triptych.spi.InteractiveSession.Output;
import dev.triptych.spi.LogStream;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Runs a command from its beginning to its end, with all its input given and the end of its output kept. */
@Component
public class CommandRun {
    /** The most input that is taken, and the most that is kept of each stream, in bytes. */
    public static final int MOST_BYTES = 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(CommandRun.class);

    private final Commands commands;
    private final CommandTimeouts timeouts;

    CommandRun(Commands commands, CommandTimeouts timeouts) {
        this.commands = commands;
        this.timeouts = timeouts;
    }

    /**
     * How it ended.
     *
     * @param duration from the request to the end
     */
    public record Ended(int exitCode, Duration duration, KeptEnd stdout, KeptEnd stderr) {}

    /**
     * Runs it and waits.
     *
     * @throws TriptychException as {@link Commands#begin}, {@link ErrorCode#COMMAND_TIMEOUT}
     */
    public Ended run(String name, Command command, byte[] stdin, Duration timeout) {
        long begin = System.nanoTime();
        KeptEnd stdout = new KeptEnd(MOST_BYTES);
        KeptEnd stderr = new KeptEnd(MOST_BYTES);
        try (InteractiveSession session = commands.begin(name, command);
                CommandTimeouts.Bound bound = timeouts.begin(session, timeout)) {
            Thread.ofVirtual().name("command-input").start(() -> feed(session, stdin));
            try {
                for (Output piece = session.read(); piece != null; piece = session.read()) {
                    (piece.stream() == LogStream.STDERR ? stderr : stdout).add(piece.bytes());
                }
            } catch (DriverException e) {
                refuseIfOver(bound, timeout, stderr);
                throw DriverFailures.toApi(e);
            }
            refuseIfOver(bound, timeout, stderr);
            int code = session.exitCode()
                    .orElseThrow(() -> DriverFailures.toApi(new DriverException(
                            DriverErrorCode.BACKEND_TIMEOUT, "The command ended, and its exit code was not told.")));
            return new Ended(code, Duration.ofNanos(System.nanoTime() - begin), stdout, stderr);
        }
    }

    private static void feed(InteractiveSession session, byte[] stdin) {
        try {
            if (stdin.length > 0) {
                session.write(stdin);
            }
            session.endInput();
        } catch (DriverException endedBefore) {
            LOG.debug("a command did not read its whole input", endedBefore);
        }
    }

    private static void refuseIfOver(CommandTimeouts.Bound bound, Duration timeout, KeptEnd stderr) {
        if (bound.isOver()) {
            throw new Unavailable(
                    ErrorCode.COMMAND_TIMEOUT,
                    "The command took longer than " + timeout.toMillis() + " ms and was ended."
                            + StandardErrorText.ending(stderr.bytes()),
                    null);
        }
    }
}
