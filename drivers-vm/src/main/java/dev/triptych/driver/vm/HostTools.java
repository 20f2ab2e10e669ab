package dev.triptych.driver.vm;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Programs of the host that prepare what machines boot from. */
final class HostTools {
    private static final int COMPLAINTS = 1 << 17;

    private HostTools() {}

    static boolean isOnPath(String tool) {
        String path = System.getenv("PATH");
        return tool.startsWith("/")
                ? Files.isExecutable(Path.of(tool))
                : path != null
                        && Stream.of(path.split(":", -1)).anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    /**
     * Runs a program that is given nothing to read, to its end.
     *
     * @param failure what it means to the user when it does not succeed; its own words go to the log
     */
    static void run(List<String> command, String failure) {
        read(command, failure);
    }

    /** The same; answers what it wrote, of much only the beginning. */
    static String read(List<String> command, String failure) {
        Process process = null;
        try {
            process = new ProcessBuilder(command)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .start();
            String words = words(process);
            if (process.waitFor() != 0) {
                throw refused(failure, words);
            }
            return words;
        } catch (IOException missing) {
            throw new DriverException(
                    DriverErrorCode.BACKEND_UNAVAILABLE,
                    failure + ": " + command.getFirst() + " cannot be run",
                    String.valueOf(missing.getMessage()),
                    missing);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DriverException(DriverErrorCode.INTERRUPTED, failure + ": interrupted");
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    private static String words(Process process) throws IOException {
        try (InputStream output = process.getInputStream()) {
            byte[] words = output.readNBytes(COMPLAINTS);
            output.skipNBytes(output.available());
            return new String(words, StandardCharsets.UTF_8);
        }
    }

    private static DriverException refused(String failure, String words) {
        if (words.contains("No space left")) {
            return new DriverException(
                    DriverErrorCode.STORAGE_FULL, failure + ": the host's storage is full; free some", words, null);
        }
        return isHeld(words)
                ? new DriverException(
                        DriverErrorCode.BACKEND_TIMEOUT,
                        failure + " now: another program has the machine's disk open, and has to close it first",
                        words,
                        null)
                : new DriverException(
                        DriverErrorCode.BACKEND_REFUSED, failure + "; the service's log says why", words, null);
    }

    /** What QEMU's tools say of a disk that somebody else has locked: {@code Failed to get "write" lock}. */
    private static boolean isHeld(String words) {
        return words.contains("Failed to get") && words.contains(" lock");
    }
}
