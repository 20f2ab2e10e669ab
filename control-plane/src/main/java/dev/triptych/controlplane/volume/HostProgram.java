package dev.triptych.controlplane.volume;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Programs of the host that make, mount, pack and empty directories. */
final class HostProgram {
    private static final int COMPLAINTS = 1 << 12;
    private static final String FALLBACK = "/usr/sbin:/usr/bin:/sbin:/bin";

    private HostProgram() {}

    /** Whether there is one of that name, also where only root looks for programs. */
    static boolean isThere(String name) {
        String path = System.getenv("PATH");
        return Stream.of((path == null ? FALLBACK : path + ":" + FALLBACK).split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    /**
     * Runs a program to its end.
     *
     * @throws IOException with what it complained of
     */
    static void run(String... command) throws IOException {
        Process process = builder(command).redirectErrorStream(true).start();
        try {
            String words = words(process.getInputStream());
            if (process.waitFor() != 0) {
                throw new IOException(command[0] + ": " + words);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(command[0] + " was interrupted", interrupted);
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * Passes on what a program writes, as it comes.
     *
     * @param worst the highest exit code that is no failure
     */
    static void stream(OutputStream target, int worst, String... command) throws IOException {
        Process process = builder(command).redirectError(Redirect.DISCARD).start();
        try (InputStream output = process.getInputStream()) {
            output.transferTo(target);
            int code = process.waitFor();
            if (code > worst) {
                throw new IOException(command[0] + " ended with the code " + code);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(command[0] + " was interrupted", interrupted);
        } finally {
            process.destroyForcibly();
        }
    }

    private static ProcessBuilder builder(String... command) {
        ProcessBuilder builder = new ProcessBuilder(List.of(command))
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().merge("PATH", FALLBACK, (present, more) -> present + ":" + more);
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    private static String words(InputStream output) throws IOException {
        byte[] words = output.readNBytes(COMPLAINTS);
        output.transferTo(OutputStream.nullOutputStream());
        return new String(words, StandardCharsets.UTF_8).strip();
    }
}
