package dev.triptych.tck.fake;

import dev.triptych.spi.CommandExecution.Command;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InteractiveSession;
import dev.triptych.spi.LogStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A simulated command, seen from both sides: {@link InteractiveSession} is the caller's, the rest is the command's own. */
public final class FakeSession implements InteractiveSession {
    private static final int KILLED = 137;

    private final Command command;
    private final Deque<byte[]> input = new ArrayDeque<>();
    private final Deque<Output> output = new ArrayDeque<>();
    private boolean inputEnded;
    private @Nullable Integer code;
    private @Nullable TerminalSize size;

    FakeSession(Command command) {
        this.command = command;
        this.size = command.terminal();
    }

    /** What is run. */
    public Command command() {
        return command;
    }

    /** Of the terminal as the command sees it now; null without one. */
    public synchronized @Nullable TerminalSize size() {
        return size;
    }

    /** Whether the command has not ended. */
    public synchronized boolean running() {
        return code == null;
    }

    /** The command waits for input; null at its end, or when the command was ended. */
    public synchronized byte @Nullable [] take() throws InterruptedException {
        while (input.isEmpty() && !inputEnded && code == null) {
            wait();
        }
        return code == null ? input.poll() : null;
    }

    /** The command writes. */
    public synchronized void print(LogStream stream, byte[] bytes) {
        if (code == null && bytes.length > 0) {
            output.add(new Output(command.terminal() == null ? stream : LogStream.STDOUT, bytes.clone()));
            notifyAll();
        }
    }

    /** The command writes a text to its standard output. */
    public void print(String text) {
        print(LogStream.STDOUT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The command ends by itself. */
    public synchronized void exit(int exitCode) {
        if (code == null) {
            code = exitCode;
            notifyAll();
        }
    }

    /** The command waits until somebody ends it. */
    public synchronized void stay() throws InterruptedException {
        while (code == null) {
            wait();
        }
    }

    @Override
    public synchronized void write(byte[] bytes) {
        if (code != null) {
            throw new DriverException(DriverErrorCode.BACKEND_UNAVAILABLE, "the simulated command has ended");
        }
        input.add(bytes.clone());
        notifyAll();
    }

    @Override
    public synchronized void endInput() {
        if (command.terminal() == null) {
            inputEnded = true;
            notifyAll();
        }
    }

    @Override
    public synchronized @Nullable Output read() {
        try {
            while (output.isEmpty() && code == null) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DriverException(DriverErrorCode.INTERRUPTED, "the reader was interrupted");
        }
        return output.poll();
    }

    @Override
    public synchronized void resize(TerminalSize newSize) {
        if (size != null) {
            size = newSize;
        }
    }

    @Override
    public synchronized OptionalInt exitCode() {
        return code == null ? OptionalInt.empty() : OptionalInt.of(code);
    }

    @Override
    public void close() {
        exit(KILLED);
    }
}
