package dev.triptych.firewall;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs a command of the host for so long and no longer: guests wait for it. */
record HostCommand(Duration limit) {
    static final HostCommand OF_THE_HOST = new HostCommand(Duration.ofSeconds(20));

    /** How a command ended, and all that it said. */
    record Outcome(int code, String words) {}

    /**
     * Feeds a command and hears it out.
     *
     * @param tool what it is called in a complaint
     * @throws FilterException when it cannot be run, or does not end in time; then it is ended
     */
    Outcome run(String tool, List<String> command, String input) throws FilterException {
        Process process = start(tool, command);
        long end = System.nanoTime() + limit.toNanos();
        try {
            FutureTask<Boolean> _ = inBackground(() -> feed(process, input));
            FutureTask<String> words = inBackground(() -> hear(process));
            if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException();
            }
            return new Outcome(process.exitValue(), words.get(end - System.nanoTime(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException hangs) {
            throw new FilterException(
                    tool + " did not end within " + limit.toSeconds() + " s",
                    "see what holds it up (ps -ef | grep " + tool + ")",
                    String.join(" ", command));
        } catch (ExecutionException unheard) {
            throw new FilterException(tool + " cannot be heard", "see the service's log", String.valueOf(unheard));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new FilterException(tool + " was interrupted", "try again", "");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static Process start(String tool, List<String> command) throws FilterException {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("LC_ALL", "C");
            return builder.start();
        } catch (IOException broken) {
            throw new FilterException(tool + " cannot be run", "see the service's log", String.valueOf(broken));
        }
    }

    private static <T> FutureTask<T> inBackground(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofVirtual().start(task);
        return task;
    }

    /** Answers whether it read to the end; one that did not says why by how it ends. */
    private static boolean feed(Process process, String input) {
        try (OutputStream text = process.getOutputStream()) {
            text.write(input.getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (IOException endedBefore) {
            return false;
        }
    }

    private static String hear(Process process) throws IOException {
        try (InputStream output = process.getInputStream()) {
            return new String(output.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
