package dev.triptych.driver.vm;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InteractiveSession;
import dev.triptych.spi.LogStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One command that a guest agent runs: begun when its input is complete, asked after until it has ended, and told in one piece
 * for each stream. The reader's thread does all of it.
 */
final class AgentSession implements InteractiveSession {
    private static final System.Logger LOG = System.getLogger(AgentSession.class.getName());
    /** What a channel of emulated machines takes in reasonable time. */
    static final int MOST_INPUT = 1 << 20;

    private static final long FIRST_LOOK_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 500;
    private static final int SIGNALLED = 128;
    private static final int CANNOT_BEGIN = 127;
    private static final int MOST_CODE = 255;

    private final GuestAgent agent;
    private final List<String> words;
    private final ByteArrayOutputStream input = new ByteArrayOutputStream();
    private final Deque<Output> output = new ArrayDeque<>();
    private boolean inputEnded;
    private boolean closed;
    private @Nullable Long process;
    private @Nullable Integer code;

    AgentSession(GuestAgent agent, List<String> words) {
        this.agent = agent;
        this.words = words;
    }

    @Override
    public synchronized void write(byte[] bytes) {
        if (closed || inputEnded) {
            throw new DriverException(DriverErrorCode.BACKEND_UNAVAILABLE, "the command takes no more input");
        }
        if (input.size() + bytes.length > MOST_INPUT) {
            throw new DriverException(
                    DriverErrorCode.INVALID_SPEC, "a command in a machine takes at most 1 MiB of input");
        }
        input.writeBytes(bytes);
    }

    @Override
    public synchronized void endInput() {
        inputEnded = true;
        notifyAll();
    }

    @Override
    public @Nullable Output read() {
        try {
            if (code() == null && awaitInput()) {
                follow(begin());
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
            throw new DriverException(DriverErrorCode.INTERRUPTED, "the command was interrupted");
        }
        synchronized (this) {
            return output.poll();
        }
    }

    private synchronized @Nullable Integer code() {
        return code;
    }

    /** False when nobody wants it any more. */
    private synchronized boolean awaitInput() throws InterruptedException {
        while (!inputEnded && !closed) {
            wait();
        }
        return !closed;
    }

    private long begin() {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("path", words.getFirst());
        arguments.put("arg", words.subList(1, words.size()));
        arguments.put("capture-output", true);
        if (input.size() > 0) {
            arguments.put("input-data", Base64.getEncoder().encodeToString(input.toByteArray()));
        }
        JsonNode pid = agent.ask("guest-exec", arguments, GuestAgents.PATIENCE).path("pid");
        if (!pid.canConvertToLong() || pid.asLong() <= 1) {
            throw GuestAgent.nonsense("guest-exec", null);
        }
        synchronized (this) {
            process = pid.asLong();
            return pid.asLong();
        }
    }

    private void follow(long pid) throws InterruptedException {
        long pause = FIRST_LOOK_MILLIS;
        while (true) {
            JsonNode status = agent.ask("guest-exec-status", Map.of("pid", pid), GuestAgents.PATIENCE);
            if (!status.path("exited").isBoolean()) {
                throw GuestAgent.nonsense("guest-exec-status", null);
            }
            if (status.path("exited").asBoolean()) {
                ended(status);
                return;
            }
            synchronized (this) {
                if (closed) {
                    return;
                }
                wait(pause);
            }
            pause = Math.min(pause * 3 / 2, LONGEST_PAUSE_MILLIS);
        }
    }

    private synchronized void ended(JsonNode status) {
        add(LogStream.STDOUT, status.path("out-data"));
        add(LogStream.STDERR, status.path("err-data"));
        JsonNode signal = status.path("signal");
        JsonNode exit = status.path("exitcode");
        JsonNode told = signal.isMissingNode() ? exit : signal;
        int number = told.isInt() ? told.asInt() + (signal.isMissingNode() ? 0 : SIGNALLED) : -1;
        code = number >= 0 && number <= MOST_CODE ? number : CANNOT_BEGIN;
    }

    private void add(LogStream stream, JsonNode data) {
        if (data.isMissingNode()) {
            return;
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(data.asString(""));
            if (bytes.length > 0) {
                output.add(new Output(stream, bytes));
            }
        } catch (IllegalArgumentException notBase64) {
            throw GuestAgent.nonsense("guest-exec-status", notBase64);
        }
    }

    @Override
    public void resize(TerminalSize size) {}

    @Override
    public synchronized OptionalInt exitCode() {
        return code == null ? OptionalInt.empty() : OptionalInt.of(code);
    }

    @Override
    public void close() {
        Long left;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            left = code == null ? process : null;
            notifyAll();
        }
        if (left != null) {
            long pid = left;
            Thread.ofVirtual().name("vm-command-end").start(() -> end(pid));
        }
    }

    private void end(long pid) {
        try {
            agent.ask(
                    "guest-exec",
                    Map.of("path", "/bin/sh", "arg", List.of("-c", "kill -9 \"$0\"", Long.toString(pid))),
                    Duration.ofSeconds(5));
        } catch (DriverException notEnded) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "process " + pid + " in a guest may go on: " + notEnded.internalDetail(),
                    notEnded);
        }
    }
}
