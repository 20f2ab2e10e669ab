package dev.triptych.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a program of the host, to look at a backend without the service's help. */
public final class Shell {
    private Shell() {}

    /** The standard output of a program that succeeds. */
    public static String run(String... command) {
        Outcome outcome = attempt(command);
        if (outcome.code() != 0) {
            throw new AssertionError(
                    String.join(" ", command) + " ended with " + outcome.code() + ": " + outcome.output());
        }
        return outcome.output();
    }

    public static List<String> lines(String... command) {
        return run(command).lines().filter(line -> !line.isBlank()).toList();
    }

    public static Outcome attempt(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public record Outcome(int code, String output) {}
}
