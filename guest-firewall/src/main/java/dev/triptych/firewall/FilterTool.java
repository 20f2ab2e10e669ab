package dev.triptych.firewall;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs the tools that read and write the kernel's packet filter. */
final class FilterTool {
    private static final long LONGEST_SECONDS = 20;
    /** They are where an ordinary user's search path may not lead. */
    private static final List<String> FOLDERS = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin", "/usr/local/sbin");

    private final List<String> before;

    FilterTool() {
        this(List.of());
    }

    /** @param before what a command begins with, to have it run elsewhere */
    FilterTool(List<String> before) {
        this.before = List.copyOf(before);
    }

    /** What is in the kernel now. */
    String save(Family family) throws FilterException {
        return run(family.saveTool(), List.of(), "");
    }

    /** Changes what the text names, each table at once, and leaves all else. */
    void restore(Family family, String text) throws FilterException {
        run(family.restoreTool(), List.of("--noflush", "-w", "10"), text);
    }

    private String run(String tool, List<String> arguments, String input) throws FilterException {
        Path program = find(tool);
        Process process = null;
        try {
            process = new ProcessBuilder(Stream.of(before, List.of(program.toString()), arguments)
                            .flatMap(List::stream)
                            .toList())
                    .redirectErrorStream(true)
                    .start();
            try (OutputStream text = process.getOutputStream()) {
                text.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String words;
            try (InputStream output = process.getInputStream()) {
                words = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            }
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                throw new FilterException(tool + " does not end", "see what holds the packet filter's lock", words);
            }
            if (process.exitValue() != 0) {
                throw refused(tool, words);
            }
            return words;
        } catch (IOException broken) {
            throw new FilterException(tool + " cannot be run", "see the service's log", String.valueOf(broken));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new FilterException(tool + " was interrupted", "try again", "");
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    private static Path find(String tool) throws FilterException {
        return FOLDERS.stream()
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new FilterException(tool + " is not installed", "install iptables", ""));
    }

    private static FilterException refused(String tool, String words) {
        return words.contains("Permission denied") || words.contains("must be root")
                ? new FilterException(
                        "the service may not change the host's packet filter", "run the service as root", words)
                : new FilterException(
                        tool + " was refused by the kernel",
                        "see the service's log; the kernel needs the tables filter and security, and the matches"
                                + " physdev, mac, conntrack, addrtype, socket and comment",
                        words);
    }
}
